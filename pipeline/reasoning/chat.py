"""A language model behind any address that speaks the OpenAI chat protocol: asked seldom, waited for briefly."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Message = Mapping[str, str]
_MOST_TOKENS = 80


class Unanswered(Exception):  # noqa: N818  (not an error for the user: the offline line stands in)
    """The language model gave no usable answer."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model is asked, and how much may be asked of it."""

    base_url: str
    model: str
    key: str = ""
    max_seconds: float = 20.0
    requests_per_minute: int = 60


class Chat:
    """Asks a language model; keeps to the rate allowed by waiting before it asks."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx

        self.endpoint = endpoint
        self._clock, self._sleep = clock, sleep
        self._next = clock()
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        self._client = httpx.Client(headers=headers, timeout=endpoint.max_seconds)
        self._failures = (httpx.HTTPError, httpx.InvalidURL, ValueError)

    def ask(self, messages: Sequence[Message]) -> str:
        """The model's answer to a conversation.

        Raises Unanswered when the address cannot be reached, is too slow, or answers with anything else.
        """
        self._wait()
        endpoint = self.endpoint
        question = {
            "model": endpoint.model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
        }
        try:
            response = self._client.post(f"{endpoint.base_url.rstrip('/')}/chat/completions", json=question)
            response.raise_for_status()
            return _content(response.json())
        except self._failures as error:
            raise Unanswered(str(error)) from error

    def _wait(self) -> None:
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + 60 / self.endpoint.requests_per_minute


def _content(answer: Any) -> str:  # noqa: ANN401  (it is whatever the address sent)
    try:
        content = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("the answer does not follow the protocol") from error
    if not isinstance(content, str):
        raise ValueError("the answer holds no text")
    return content
