"""What every store of files promises."""

import time

import pytest

from talking_photo.core.errors import SettingsError, StorageError
from talking_photo.core.jobs.job import MediaKey
from talking_photo.storage.media_store import ObjectMediaStore
from talking_photo.storage.memory import MemoryMediaStore
from tests.small_s3 import BUCKET, SmallS3

KEY = MediaKey("people/x/inputs/photo")
S3_VARIABLES = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "eu-central-1",
    "AWS_ALLOW_HTTP": "true",
}


def s3_store(address, monkeypatch):
    for name, value in S3_VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    return ObjectMediaStore(f"s3://{BUCKET}/videos")


@pytest.fixture(params=["memory", "folder", "s3"])
async def media(request, tmp_path, monkeypatch):
    match request.param:
        case "memory":
            yield MemoryMediaStore()
        case "folder":
            yield ObjectMediaStore(str(tmp_path / "media"))
        case _:
            async with SmallS3() as address:
                yield s3_store(address, monkeypatch)


async def test_a_file_comes_back_as_it_was_put(media, tmp_path):
    local = tmp_path / "video.mp4"
    local.write_bytes(bytes(range(256)) * 40_000)  # more than one piece
    await media.put(KEY, local)
    await media.fetch(KEY, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == local.read_bytes()
    assert await media.get_part(KEY, 1000, 300) == local.read_bytes()[1000:1300]
    await media.put(KEY, b"other")
    assert await media.get(KEY) == b"other"
    assert await media.has(KEY)


async def test_a_missing_file_is_told_apart_and_removed_without_complaint(media, tmp_path):
    assert not await media.has(KEY)
    await media.remove(KEY)
    for reading in (media.get(KEY), media.get_part(KEY, 0, 9), media.fetch(KEY, tmp_path / "f")):
        with pytest.raises(StorageError) as error:
            await reading
        assert error.value.code == "media_missing"


async def test_a_folder_goes_with_all_that_is_in_it_and_nothing_else(media):
    for key in (KEY, "people/x/videos/1.mp4", "people/xy/inputs/other"):
        await media.put(MediaKey(key), b"1")
    await media.remove(KEY)
    assert not await media.has(KEY)
    await media.put(KEY, b"1")
    await media.remove_all("people/x/")
    assert [file.key for file in await media.page("", 10)] == ["people/xy/inputs/other"]


async def test_pages_go_through_all_files_and_tell_when_each_was_stored(media):
    keys = [
        f"people/{person}/{kind}/1" for person in ("a", "b", "c") for kind in ("inputs", "videos")
    ]
    for key in keys:
        await media.put(MediaKey(key), b"1")
    seen, after = [], ""
    while page := await media.page(after, 2):
        seen += page
        after = page[-1].key
    assert [file.key for file in seen] == keys
    assert all(file.stored < time.time() + 10 for file in seen)


async def test_the_bytes_of_a_folder_are_counted(media):
    for key in (KEY, "people/x/videos/1.mp4", "people/xy/inputs/other"):
        await media.put(MediaKey(key), bytes(10))
    assert await media.bytes_below("people/x/") == 20
    assert await media.bytes_below("people/nobody/") == 0


async def test_a_file_that_is_cut_off_on_its_way_counts_for_nothing(tmp_path, monkeypatch):
    large, larger = bytes(200_000), bytes(300_000)
    s3 = SmallS3()
    async with s3 as address:
        media = s3_store(address, monkeypatch)
        await media.put(KEY, large)
        with s3.failing("half"):
            for access in (
                media.put(KEY, larger),
                media.get(KEY),
                media.fetch(KEY, tmp_path / "x"),
            ):
                with pytest.raises(StorageError) as failed:
                    await access
                assert failed.value.code == "media_unreachable"
        assert await media.get(KEY) == large
        await media.put(KEY, larger)
        await media.fetch(KEY, tmp_path / "x")
        assert (tmp_path / "x").read_bytes() == larger


async def test_nobody_but_their_owner_reads_files_and_folders(tmp_path):
    root = tmp_path / "media"
    root.mkdir(mode=0o755)
    media = ObjectMediaStore(str(root))
    (tmp_path / "video").write_bytes(b"video")
    await media.put(KEY, b"photo")
    await media.put(MediaKey("people/x/videos/1.mp4"), tmp_path / "video")
    await media.put(KEY, b"another photo")
    modes = {path: path.stat().st_mode & 0o777 for path in (root, *root.rglob("*"))}
    assert len(modes) == 7
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}


async def test_nothing_is_written_outside_the_folder(tmp_path):
    media = ObjectMediaStore(str(tmp_path / "media"))
    with pytest.raises(ValueError, match="illegal"):
        await media.put(MediaKey("../../escaped"), b"1")
    assert not (tmp_path.parent / "escaped").exists()


def test_an_address_that_makes_no_sense_is_refused(tmp_path):
    with pytest.raises(SettingsError):
        ObjectMediaStore("gopher://x")
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        ObjectMediaStore(str(tmp_path / "file" / "media"))
