"""The embedded reader: one small network in the package, run by onnxruntime on a CPU."""
