"""Every failure that a user can cause or mend; anything else is a bug and keeps its traceback.

MitagError            exit 1
├── ConfigError       exit 2   a setting, an option or the taxonomy file is wrong
├── InputError        exit 3   a document or a labelled file cannot be used
├── NotReadyError     exit 4   something has to be done first: train, install, import
└── IntegrityError    exit 5   a saved model is not what was saved
"""


class MitagError(Exception):
    """A failure with its cause in the message and, where there is one, a remedy to try."""

    exit_code = 1

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process boundaries; the keyword-only remedy would be lost by the default.
        return _rebuild, (type(self), self.problem, self.remedy)


class ConfigError(MitagError):
    """A setting, an option or the taxonomy file is wrong."""

    exit_code = 2


class InputError(MitagError):
    """A document or a labelled file cannot be used as it is."""

    exit_code = 3


class NotReadyError(MitagError):
    """Something has to be done first, such as training or installing."""

    exit_code = 4


class IntegrityError(MitagError):
    """A saved model is damaged or is not the one that was saved."""

    exit_code = 5


def _rebuild(kind: type[MitagError], problem: str, remedy: str) -> MitagError:
    return kind(problem, remedy=remedy)
