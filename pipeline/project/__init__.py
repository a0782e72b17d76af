"""Where the parts are joined: settings, labels, encoder, models, store; one module for each circle of verbs.

Nothing heavy is loaded before it is asked for.
"""

from pipeline.project.project import Project

__all__ = ["Project"]
