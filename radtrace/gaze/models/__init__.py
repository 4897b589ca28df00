"""Models that predict scanpaths: what is stored of them, and how they run, with numpy alone."""
