"""One thread a worker: the processes share out the cores, and sums that threads split round differently."""

import os

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


def take_one_thread() -> None:
    """Keep this process, and the libraries it loads from now on, to one thread."""
    from threadpoolctl import threadpool_limits

    os.environ.update(dict.fromkeys(_THREADS, "1"), TOKENIZERS_PARALLELISM="false")
    threadpool_limits(limits=1)
