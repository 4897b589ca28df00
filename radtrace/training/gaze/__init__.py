"""Models of scanpaths, fitted: the medoid, the mean, and the learned one."""
