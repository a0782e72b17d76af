"""Only public addresses are connected to, and it is the address that was checked."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.sources.client import Client, Terms
from pipeline.sources.guard import GuardedBackend, is_public
from tests.serving import Answer, Server

INSIDE = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.2.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
]  # fmt: skip
inside = st.one_of(*(st.ip_addresses(v=4, network=network) for network in INSIDE))


@given(inside)
def test_no_inside_address_is_public_in_any_wrapping(address: IPv4Address) -> None:
    number = int(address)

    assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")
    assert not is_public(str(IPv6Address((0x64FF9B << 96) | number)))  # NAT64
    assert not is_public(str(IPv6Address((0x2002 << 112) | (number << 80))))  # 6to4


@pytest.mark.parametrize("address", ["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"])
def test_no_inside_address_of_the_new_kind_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.1.42", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_public_means_what_the_registries_say(address: IPv4Address) -> None:
    if any(address in IPv4Network(network) for network in INSIDE):
        assert not is_public(str(address))
    else:
        assert is_public(str(address)) == (ip_address(str(address)).is_global and not address.is_multicast)


def guarded(*answers: list[str], private: bool = False) -> tuple[Client, list[str]]:
    """A client for which names stand for these addresses, one after another, and the names it asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    terms = Terms("mitag/test", seconds_between=0, attempts=1, private=private)
    return Client(terms, GuardedBackend(private=private, resolve=resolve)), asked


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "127.1"])
def test_loopback_is_refused_however_it_is_written(server: Server, tmp_path: Path, host: str) -> None:
    with Client(Terms("mitag/test", attempts=1)) as client, pytest.raises(InputError) as caught:
        client.download(f"http://{host}:{server.port}/a", tmp_path / "a")

    assert "an address of a private network" in caught.value.problem
    assert "--private" in caught.value.remedy
    assert server.asked == []


def test_a_name_with_one_private_address_is_refused(server: Server, tmp_path: Path) -> None:
    client, _ = guarded(["93.184.215.14", "10.0.0.1"])

    with client, pytest.raises(InputError, match=r"example\.org is 10\.0\.0\.1"):
        client.download("http://example.org/a", tmp_path / "a")


def test_a_name_is_asked_once_and_the_connection_goes_to_what_was_checked(server: Server, tmp_path: Path) -> None:
    client, asked = guarded(["127.0.0.1"], ["192.0.2.1"], private=True)
    server.page("/robots.txt", "")
    server.page("/a", "A page.")

    with client:
        assert client.download(f"http://example.org:{server.port}/a", tmp_path / "a")

    assert asked == ["example.org"]
    assert server.asked[0].headers["Host"] == f"example.org:{server.port}"


def test_a_name_that_turns_private_is_refused_at_the_next_connection(server: Server, tmp_path: Path) -> None:
    """The first answer is let pass; the page it leads to closes the connection, and the second answer is private."""
    checked: list[str] = []

    class Renaming(GuardedBackend):
        def _checked(self, host: str, port: int) -> list[str]:
            if not checked:
                checked.append(host)
                return ["127.0.0.1"]
            return super()._checked(host, port)

    server.routes["/robots.txt"] = Answer(b"", headers={"Connection": "close"})
    server.page("/a", "Inside.")
    client = Client(Terms("mitag/test", attempts=1), Renaming(resolve=lambda host, port: ["127.0.0.1"]))

    with client, pytest.raises(InputError, match="private network"):
        client.download(f"http://example.org:{server.port}/a", tmp_path / "a")

    assert server.count() == {"/robots.txt": 1}


def test_a_redirect_to_a_private_address_is_refused(server: Server, tmp_path: Path) -> None:
    with Server() as outside:
        addresses = {"outside.example": ["127.0.0.1"], "inside.example": ["127.0.0.1"]}

        class Outside(GuardedBackend):
            def _checked(self, host: str, port: int) -> list[str]:
                return addresses[host] if host == "outside.example" else super()._checked(host, port)

        backend = Outside(resolve=lambda host, port: addresses[host])
        location = f"http://inside.example:{server.port}/secret"
        outside.routes["/a"] = Answer(status=302, headers={"Location": location})
        client = Client(Terms("mitag/test", seconds_between=0, attempts=1), backend)

        with client, pytest.raises(InputError, match=r"inside\.example is 127\.0\.0\.1"):
            client.download(f"http://outside.example:{outside.port}/a", tmp_path / "a")

    assert server.asked == []


def test_a_name_that_is_not_known_says_so(tmp_path: Path) -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    client = Client(Terms("mitag/test", seconds_between=0, attempts=1), GuardedBackend(resolve=nobody))

    with client, pytest.raises(InputError, match=r"the name example\.org is not known"):
        client.download("http://example.org/a", tmp_path / "a")
