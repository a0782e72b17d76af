"""Minimisation of a smooth function of very many weights, in single precision and with a start that knows its scales.

scipy's L-BFGS-B works in double precision and begins every direction as if all weights were alike; on rows in which
rare terms stand beside dense vectors it takes more than twice as long to the same loss.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_MEMORY = 6
_HALVINGS = 10
_SUFFICIENT = 1e-4


def minimise(
    loss_and_gradient: Callable[[Array], tuple[float, Array]],
    start: Array,
    *,
    scale: Array,
    iterations: int,
    tolerance: float,
) -> Array:
    """Find weights of a low loss by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5).

    Args:
        loss_and_gradient: The function to minimise and its gradient.
        start: The weights to begin with.
        scale: An estimate of the inverse curvature along each weight, in a shape that broadcasts to that of `start`.
        iterations: The most steps.
        tolerance: The share of the loss that a step must win for another to follow.
    """
    point = start
    loss, gradient = loss_and_gradient(point)
    past: list[tuple[Array, Array, float]] = []
    for _ in range(iterations):
        direction = _direction(gradient, scale, past)
        reached, new_loss, new_gradient = _step(loss_and_gradient, point, direction, loss, gradient)
        moved, turned = reached - point, new_gradient - gradient
        curvature = float(np.vdot(moved, turned))
        if curvature > 0:
            past = [*past[1 - _MEMORY :], (moved, turned, 1 / curvature)]
        enough = loss - new_loss < tolerance * abs(new_loss)
        point, loss, gradient = reached, new_loss, new_gradient
        if enough:
            break
    return point


def _step(
    loss_and_gradient: Callable[[Array], tuple[float, Array]],
    point: Array,
    direction: Array,
    loss: float,
    gradient: Array,
) -> tuple[Array, float, Array]:
    """Go along the direction, half as far each time, until the loss falls enough (Armijo's rule)."""
    slope = float(np.vdot(gradient, direction))
    rate = 1.0
    for _ in range(_HALVINGS):
        reached = point - np.float32(rate) * direction
        new_loss, new_gradient = loss_and_gradient(reached)
        if new_loss <= loss - _SUFFICIENT * rate * slope:
            return reached, new_loss, new_gradient
        rate /= 2
    return point, loss, gradient


def _direction(gradient: Array, scale: Array, past: list[tuple[Array, Array, float]]) -> Array:
    """The estimate of the inverse curvature times the gradient, by the two-loop recursion."""
    direction, shares = gradient.copy(), []
    for moved, turned, inverse in reversed(past):
        share = np.float32(inverse * float(np.vdot(moved, direction)))
        shares.append(share)
        direction -= share * turned
    if past:
        _, turned, inverse = past[-1]
        direction *= np.float32(1 / (inverse * float(np.vdot(turned, scale * turned))))
    direction *= scale
    for (moved, turned, inverse), share in zip(past, reversed(shares), strict=True):
        direction += (share - np.float32(inverse * float(np.vdot(turned, direction)))) * moved
    return direction
