"""The index by which Quyết định 766/QĐ-TTg measures how people are served: six groups with their points, worked out
from the ward's own targets. The ward's figure is an estimate: the office checks it against the national system.
"""
