"""Notes that a video was made by AI, for programs that do not know C2PA: a comment and XMP.

Neither is signed. A copy by ffmpeg keeps the comment.
"""

from __future__ import annotations

from pathlib import Path

DIGITAL_SOURCE_TYPE = (
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
)
"""IPTC: elements that trained models made, composed with elements that they did not."""
COMMENT = f"AI-generated: a photo was made to speak by talking-photo ({DIGITAL_SOURCE_TYPE})"

_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""Of the box that holds XMP (XMP specification part 3, 1.2.6)."""
_XMP = f"""\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<Iptc4xmpExt:DigitalSourceType>{DIGITAL_SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def append_xmp(mp4: Path) -> None:
    """Append the box to an mp4: no offset in it changes, and it stays ready for streaming.

    Raises:
        OSError: The file cannot be written.
    """
    payload = _XMP_UUID + _XMP.encode()
    with mp4.open("ab") as file:
        file.write((8 + len(payload)).to_bytes(4, "big") + b"uuid" + payload)
