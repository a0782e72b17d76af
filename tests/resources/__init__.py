"""Tests of the files that ship with the package."""
