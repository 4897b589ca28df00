"""The reader inside the package: one small network, run by onnxruntime on a CPU."""
