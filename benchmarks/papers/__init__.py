"""Test papers of many layouts, typeset from one neutral content, so that their truth is known exactly."""
