"""The REST API, version 1."""

from fastapi import APIRouter

from pipeline.web.api import machine, passages, queue, reviews
from pipeline.web.shapes import Problem

router = APIRouter(
    prefix="/api/v1",
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 409, 413, 415, 421, 422, 429)},
)
for part in (machine, passages, queue, reviews):
    router.include_router(part.router)
