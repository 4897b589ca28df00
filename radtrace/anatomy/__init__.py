"""Anatomy of a film: organ masks, the regions of the protocol, measurements."""
