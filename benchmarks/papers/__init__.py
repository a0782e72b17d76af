"""Test papers of many layouts, rendered through LaTeX from one neutral content, so that their truth is known exactly."""
