"""Days and times as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from talking_photo.bots import texts
from talking_photo.bots.conversation.moments import ZONES, find_zone, read_moment
from talking_photo.core.errors import RequestError

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "24 Dec at 8:00", "2026-12-24 08:00"),
        ("en", "Dec 24 8am", "2026-12-24 08:00"),
        ("en", "on December 24 at 8:30 pm", "2026-12-24 20:30"),
        ("en", "2026-12-24 08:00", "2026-12-24 08:00"),
        ("en", "tomorrow at 8", "2026-11-30 08:00"),
        ("en", "1 Jan 8:00", "2027-01-01 08:00"),
        ("de", "24.12. 8:00", "2026-12-24 08:00"),
        ("de", "24. Dezember um 8 Uhr", "2026-12-24 08:00"),
        ("de", "24.12.2026 um 20:15", "2026-12-24 20:15"),
        ("de", "24 Dec at 8:00", "2026-12-24 08:00"),
        ("es", "24 de diciembre a las 8:00", "2026-12-24 08:00"),
        ("fr", "24 décembre à 8h", "2026-12-24 08:00"),
        ("fr", "le 24 décembre à 8h30", "2026-12-24 08:30"),
        ("pt", "24/12 às 8h", "2026-12-24 08:00"),
        ("ru", "24 декабря в 8:00", "2026-12-24 08:00"),
        ("uk", "24 грудня о 8:00", "2026-12-24 08:00"),
        ("en", "25 Jul 2027 8:00", "2027-07-25 08:00"),  # summer time
    ],
)
def test_a_moment_is_read_in_the_language_and_the_time_zone_of_its_writer(language, typed, meant):
    moment = read_moment(typed, language, "Europe/Berlin", NOW)
    assert datetime.fromtimestamp(moment, BERLIN).strftime("%Y-%m-%d %H:%M") == meant


@pytest.mark.parametrize(
    "typed", ["", "Hello", "24 Dec", "24.12.", "31 Feb 8:00", "99:99", "x" * 1000, "8:00 {name}"]
)
def test_what_is_no_moment_is_refused(typed):
    with pytest.raises(RequestError) as refused:
        read_moment(typed, "en", "Europe/Berlin", NOW)
    assert refused.value.code == "schedule_unclear"


@pytest.mark.parametrize(
    ("typed", "language", "zone"),
    [
        ("Berlin", "en", "Europe/Berlin"),
        ("europe/berlin", "en", "Europe/Berlin"),
        ("new york", "en", "America/New_York"),
        ("Wien", "de", "Europe/Vienna"),
        ("Киев", "ru", "Europe/Kyiv"),
        ("Atlantis", "en", None),
        ("", "en", None),
    ],
)
def test_a_time_zone_is_found_by_its_city(typed, language, zone):
    assert find_zone(typed, language) == zone


@pytest.mark.parametrize("language", texts.SENTENCES)
def test_zones_are_offered_in_each_language(language):
    for zone in ZONES[language]:
        ZoneInfo(zone)
        assert find_zone(texts.zone_city(zone, language), language) == zone
