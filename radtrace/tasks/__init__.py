"""What is done with many cases: report files read and paired, scored, and splits checked for leaks."""
