"""What each control does to every point of the head: displacement fields in centimetres.

The shapes (gaussians about the mouth's corners, a jaw that turns about its joint and carries the chin more than the
cheeks, lips whose rows move by their place between edge and seam) were tuned by eye on a prototype. x is measured in
widths of this mouth and y from its own seam, so that small, broad and crooked mouths move alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talking_photo.core.model import Float32
from talking_photo.core.render.anatomy import Anatomy

UPPER, LOWER, BOTH = "upper", "lower", "both"
"""The skin above the mouth, the skin below it (each continued smoothly across the opening), or both in one sheet."""


_UNFOLDED = 0.7
"""Share of a stretch of skin, as it is seen, by which a motion may shorten it."""


@dataclass(frozen=True, slots=True)
class Motions:
    """Displacement fields over N points."""

    fields: dict[str, Float32]
    """For each control, shape (3, N): cm of displacement where the control is 1."""
    rest: Float32
    """Shape (3, N): displacement that is always there; it closes a mouth that is open in the photo."""
    head: Float32
    """Shape (N,): how much a point follows the head's turn, 1 on the head, 0 on the chest."""


def smoothstep(low: float, high: float, x: Float32) -> Float32:
    """Hermite step from 0 at `low` to 1 at `high`."""
    t = np.minimum(np.maximum((x - low) / (high - low), 0), 1)  # np.clip takes longer to start
    return t * t * (3 - 2 * t)


def motions(points: Float32, outside: Float32, anatomy: Anatomy, sheet: str) -> Motions:
    """Evaluate all fields.

    Args:
        points: Shape (N, 3), head frame, cm.
        outside: Shape (N,), distance outside the outline of the face, cm; 0 inside.
        anatomy: The head.
        sheet: UPPER, LOWER or BOTH.
    """
    x, y, z = points.T
    lips = _Lips.of(points, anatomy, sheet)
    fade = _fade(x, y, outside, anatomy)
    zero = np.zeros_like(x)
    sign = np.sign(x - anatomy.middle)
    across, yv = lips.across, lips.height
    size = float(np.clip(anatomy.kx, 0.6, 1.2) ** 0.7)
    jaw, bell = _jaw(z, y, lips, fade, anatomy)
    upper_up = lips.middle * np.exp(-(np.maximum(lips.above, 0) ** 2)) * (1 - lips.side)
    lower_down = lips.middle * np.exp(-((np.maximum(lips.below, 0) / 1.3) ** 2)) * lips.side
    hx = np.where(
        across <= 2.4, sign * across / 2.4, sign * np.exp(-(((across - 2.4) / 2.8) ** 2))
    )
    hx = hx * np.exp(-((yv / 2.6) ** 2)) * fade
    lip = np.clip(1 - (across / 2.4) ** 2, 0, 1)
    near = np.exp(-((np.maximum(lips.beyond, 0) / 0.6) ** 2))
    to_seam = np.where(lips.side < 0.5, -1.0, 1.0)
    corner = np.exp(-(((across - 2.6) / 1.7) ** 2) - (yv / 1.6) ** 2)
    # corners go up more and more towards the end of the lips: a bow, where an even slope would be a V
    bow = np.exp(-(((across - 2.6) / np.where(across < 2.6, 1.2, 1.7)) ** 2) - (yv / 1.6) ** 2)
    centre = np.exp(-((across / 1.5) ** 2) - (yv / 1.4) ** 2)
    from_eye = y - anatomy.lid  # about +1 at the brow, -3.3 at the nostrils
    ax = np.abs(x)
    cheek = np.exp(-(((ax - 4.2) / 1.8) ** 2) - ((from_eye + 3.3) / 1.9) ** 2) * fade
    sneer = np.exp(-(((ax - 1.6) / 1.0) ** 2) - ((from_eye + 3.9) / 1.2) ** 2)
    turned = _turn_limit(points, anatomy)

    def stack(dx: Float32, dy: Float32, dz: Float32) -> Float32:
        return np.stack([dx, dy, dz]).astype(np.float32)

    brow = _brow(y, fade, anatomy)
    inner = np.exp(-(((ax - 1.7) / 1.6) ** 2))
    whole = np.exp(-((np.maximum(np.maximum(1.2 - ax, ax - 5.4), 0) / 1.3) ** 2))
    rows_off = lips.rows(0.16, 0.12, 0.05, -0.02) * np.clip(1.1 - (across / 2.4) ** 2, 0, 1)
    fields = {
        "jaw": stack(
            -0.10 * sign * bell * np.exp(-((yv / 1.5) ** 2)) * turned * size,
            (-jaw + 0.10 * upper_up) * size,
            -0.45 * jaw * size,
        ),
        "wide": stack(hx * turned, zero, -0.35 * np.abs(hx)),
        "pucker": stack(
            -_narrowing(anatomy) * hx * turned,
            -to_seam * rows_off * near,
            0.9 * np.exp(-((across / 2.6) ** 4) - (yv / 1.5) ** 4) * fade * (1 - _aside(anatomy)),
        ),
        "press": stack(zero, to_seam * lips.rows(1, 0.75, 0.4, 0) * lip * near, zero),
        "tuck": stack(
            zero,
            lips.side * lips.rows(1, 0.95, 0.8, 0.55) * lip * near,
            -0.4 * lips.side * lip * near,
        ),
        "upper_up": stack(zero, upper_up, zero),
        "lower_down": stack(zero, -lower_down, zero),
        "smile": stack(
            0.62 * sign * corner * turned * fade,
            (0.65 * bow * turned - 0.10 * centre) * fade + 0.22 * cheek,
            zero,
        ),
        "frown": stack(zero, -corner * fade * turned, zero),
        "sneer": stack(zero, sneer * fade, zero),
        "cheek": stack(zero, 0.6 * cheek, 0.3 * cheek),
        "brow_up": stack(zero, brow * whole, zero),
        "brow_inner": stack(zero, brow * inner, zero),
        "brow_down": stack(-0.35 * sign * brow * inner, -brow * inner, zero),
        "breath": stack(
            zero,
            0.12
            * smoothstep(-0.9, 5, anatomy.chin - y)
            * (1 - smoothstep(9.0, 16.0, anatomy.chin - y)),
            zero,
        ),
    }
    return Motions(
        fields=fields,
        rest=_closing(
            x, lips, jaw=jaw, upper_up=upper_up, hx=hx, smile=fields["smile"], anatomy=anatomy
        ),
        head=_follow(anatomy.chin - y, outside),
    )


@dataclass(frozen=True, slots=True)
class _Lips:
    """Coordinates about the mouth."""

    across: Float32
    """|x| from the middle, scaled so that the corner of this mouth lies at 2.4."""
    height: Float32
    """y from the seam, cm."""
    side: Float32
    """0 above the mouth, 1 below it."""
    place: Float32
    """0 at the inner edge of the lip, 1 at the outer."""
    beyond: Float32
    """cm outside the outer edge."""
    above: Float32
    """cm above the upper lip's outer edge."""
    below: Float32
    """cm below the lower lip's outer edge."""
    middle: Float32
    """1 at the middle of the mouth, 0 at the corners."""

    @classmethod
    def of(cls, points: Float32, anatomy: Anatomy, sheet: str) -> _Lips:
        x, y = points[:, 0], points[:, 1]
        across = np.abs(x - anatomy.middle) / anatomy.corner * 2.4
        height = y - anatomy.seam(x)
        # Beyond the corners the skin changes from "above" to "below" over a widening band that climbs to the ear.
        line = 2.6 * np.clip((across - 2.3) / 5.2, 0, 1)
        band = 0.35 + 1.5 * np.clip((across - 2.2) / 3, 0, 1)
        side = smoothstep(-1, 1, (line - height) / band)
        if sheet != BOTH:
            own = 0.0 if sheet == UPPER else 1.0
            side = own + (side - own) * smoothstep(2.2, 3.0, across)
        upper = (y - anatomy.upper_inner(x)) / np.maximum(
            anatomy.upper_outer(x) - anatomy.upper_inner(x), 0.08
        )
        lower = (anatomy.lower_inner(x) - y) / np.maximum(
            anatomy.lower_inner(x) - anatomy.lower_outer(x), 0.08
        )
        is_lower = side >= 0.5
        above, below = y - anatomy.upper_outer(x), anatomy.lower_outer(x) - y
        return cls(
            across=across,
            height=height,
            side=side,
            place=np.where(is_lower, lower, upper),
            beyond=np.where(is_lower, below, above),
            above=above,
            below=below,
            middle=np.maximum(0, 1 - (across / 2.4) ** 2),
        )

    def rows(self, outer: float, second: float, third: float, inner: float) -> Float32:
        """Weights given for four rows of a lip, at any place between (the inner one holds inside the mouth)."""
        return np.interp(self.place, [0, 1 / 3, 2 / 3, 1], [inner, third, second, outer]).astype(
            np.float32
        )


def _jaw(
    z: Float32, y: Float32, lips: _Lips, fade: Float32, anatomy: Anatomy
) -> tuple[Float32, Float32]:
    """Downward motion where the jaw opens by 1 cm, and the bell over the mouth's width."""
    across = lips.across
    bell = np.where(across <= 2.4, (across / 2.4) ** 2.4, np.exp(-((across - 2.4) ** 2)))
    share = 0.34  # of the jaw's way at the corners
    above = share * bell * np.exp(-((np.maximum(lips.height, 0) / 1.3) ** 2))
    below = 1 - (1 - share) * bell * np.exp(-((np.maximum(-lips.height, 0) / 1.5) ** 2))
    lever = np.clip(
        (z + 2.6) / 7.2, 0, 1.05
    )  # the joint lies far back: the side of the jaw moves less
    neck = 1 - smoothstep(-0.2, 5.3, anatomy.chin - y)
    return (above * (1 - lips.side) + below * lips.side * lever * neck) * fade, bell


def _follow(below: Float32, outside: Float32) -> Float32:
    """How much of the head's turn a point takes part in, by its cm below the chin and outside the face.

    Shoulders follow a little. What is far beside the head is held in a hand, or is somebody else's.
    """
    aside = smoothstep(5.5, 10.5, outside)
    neck, chest = 1 - smoothstep(-0.9, 7.1, below), 1 - smoothstep(9.0, 16.0, below)
    return (0.82 * neck * (1 - aside) + 0.18 * chest).astype(np.float32)


def _fade(x: Float32, y: Float32, outside: Float32, anatomy: Anatomy) -> Float32:
    """Outside the outline the skin follows less and less, below the chin farther than beside the cheeks."""
    low = anatomy.chin + 5.2
    reach = 1.3 + 1.9 * smoothstep(-low, -low + 4.5, -y) * np.exp(
        -((np.maximum(np.abs(x) - 4.5, 0) / 2.5) ** 2)
    )
    return np.exp(-((outside / reach) ** 2))


def _brow(y: Float32, fade: Float32, anatomy: Anatomy) -> Float32:
    height = y - anatomy.brow
    room = max(anatomy.brow - anatomy.lid, 0.6)
    below = np.exp(-((height / (0.62 * room)) ** 2)) * smoothstep(0.1, 0.6 * room, y - anatomy.lid)
    raised = np.where(height > 0, np.exp(-((height / 2.2) ** 2)), below) * fade
    return raised.astype(np.float32)


def _aside(anatomy: Anatomy) -> float:
    """0 for a face that looks at you, 1 for one that is seen from the side."""
    turn = np.array(anatomy.turn, np.float32)
    return float(smoothstep(np.radians(8), np.radians(18), turn))


def _narrowing(anatomy: Anatomy) -> float:
    """How far rounded lips draw in each corner, cm: less where they are seen so far from the side that they would fold.

    Where lips turn away from the viewer a centimetre of them is seen as little; what is left of it must stay above 0.
    """
    most = 0.68 * float(np.clip(1.7 - 0.7 * anatomy.kx, 0.6, 1.0))
    across, _, along = anatomy.pose.rotation[0]  # of the picture's x
    edge = anatomy.upper_inner
    bend = np.polyfit(edge.x, edge.z, 2)
    seen = across + along * np.polyval(np.polyder(bend), edge.x)
    limit = _UNFOLDED * anatomy.corner * float(seen.min()) / float(across)
    return float(np.clip(limit, 0, most))


def _turn_limit(points: Float32, anatomy: Anatomy) -> Float32:
    """On a turned head, let sideways motion die out where the skin turns away from the viewer."""
    amount = _aside(anatomy)
    if amount == 0:
        return np.ones(len(points), np.float32)
    # normals of an ellipsoid about as round as a head: enough to tell near from far cheek
    normal = points / np.array([7.5**2, 10.5**2, 8.5**2]) + [0, 0, 2e-2]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    facing = normal @ anatomy.pose.rotation[2]
    return (1 + amount * (smoothstep(-0.05, 0.38, facing) - 1)).astype(np.float32)


def _closing(
    x: Float32,
    lips: _Lips,
    *,
    jaw: Float32,
    upper_up: Float32,
    hx: Float32,
    smile: Float32,
    anatomy: Anatomy,
) -> Float32:
    """Bring the lips of a mouth that is open in the photo together: jaw up, lip down, then column by column."""
    rest = np.zeros((3, len(jaw)), np.float32)
    if anatomy.gap <= 0:
        return rest
    edge = anatomy.upper_inner.x
    off = np.minimum(np.abs(edge - anatomy.middle) / anatomy.corner, 1)
    up, down = (1 - anatomy.drop) * anatomy.gap, anatomy.drop * anatomy.gap
    # where jaw and upper lip alone bring the two edges (0.66: see the bell in _jaw)
    upper_edge = anatomy.upper_inner(edge) - down * (1 - off**2)
    lower_edge = anatomy.lower_inner(edge) + up * (1 - 0.66 * off**2.4)
    meet = (upper_edge + lower_edge) / 2
    missing_upper = np.interp(x, edge, meet - upper_edge)
    missing_lower = np.interp(x, edge, meet - lower_edge)
    rows = lips.rows(0.12, 0.35, 0.7, 1.0) * np.exp(-((np.maximum(lips.beyond, 0) / 0.6) ** 2))
    inside = np.clip((2.6 - lips.across) / 0.2, 0, 1)
    rest[1] += lips.side * (up * jaw + missing_lower * rows * inside)
    rest[1] += (1 - lips.side) * (-down * upper_up + missing_upper * rows * inside)
    rest[2] += 0.45 * up * jaw * lips.side
    # A broad smile relaxes a little when the lips meet, or it closes to a smirk.
    relax = float(np.clip((anatomy.kx - 1.06) / 0.35, 0, 1))
    rest[0] -= 0.30 * relax * hx
    rest -= 0.34 * relax * smile
    return rest
