"""Displacement fields: how far each control moves each point of the head, in centimetres.

The shapes (Gaussians about the corners of the mouth, a jaw that rotates about its joint and moves
the chin more than the cheeks, lips that move in rows between their outer edge and the lip line)
were tuned by eye on a prototype. x is measured in widths of this mouth and y from its own lip
line, so that small, broad and crooked mouths move alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talking_photo.core.model import Float32
from talking_photo.core.render.face_metrics import FaceMetrics

UPPER, LOWER, BOTH = "upper", "lower", "both"
"""The skin above the mouth, the skin below it (each continued smoothly across the opening), or
both in one mesh."""


_MIN_VISIBLE_LENGTH = 0.7
"""Share of its visible length to which a control may shorten a stretch of skin at most."""

# The constants below were tuned by eye on a prototype, in cm of the mean face unless they say
# otherwise. Gaussians are exp(-(distance / width)^2).
_CORNER = 2.4
"""Coordinate `across` of the corners of the mouth: every mouth is scaled to it."""
_SIZE_EXPONENT, _SIZE_LIMITS = 0.7, (0.6, 1.2)
"""The jaw opens small mouths less: the width's ratio to the mean, within limits, to this power."""
_LIP_REACH = 0.6
"""Width of the Gaussian by which lip rows fade beyond the lips' outer edge."""
_LOWER_LIP_REACH = 1.3
"""The same of `lower_down`, which also moves the skin below the lip."""
_WIDE_BEYOND, _WIDE_HEIGHT = 2.8, 2.6
"""Widths of the Gaussians of sideways motion, beyond the corners and in height."""
_JAW_CORNER_SHARE, _JAW_CORNER_SMILE, _SMILE_RISE = 0.38, 0.14, (-0.15, 0.45)
"""Share of the jaw's motion at the corners of the mouth, what is added where they are raised, and
the heights over the middle of the lip line, cm, from which on it is and at which all of it is: a
smile that opens wide with its corners left where they are ends in two triangles."""
_JAW_BELL_EXPONENT = 2.7
"""Exponent of the rise to that share, from the middle to the corners."""
_JAW_ABOVE, _JAW_BELOW = 1.3, 1.5
"""Widths of the Gaussians by which that share fades above and below the lip line."""
_JAW_JOINT, _JAW_LEVER, _JAW_LEVER_MAX = 2.6, 7.2, 1.05
"""Depth of the jaw's joint behind the origin, its distance to the chin, and the longest lever over
that: the side of the jaw, nearer to the joint, moves less."""
_JAW_NECK = -0.2, 5.3
"""Below the chin, where the jaw's motion starts to fade and where it ends."""
_JAW_BACK, _JAW_IN, _JAW_LIFTS_LIP = 0.45, 0.17, 0.10
"""Per cm of jaw opening: the chin's motion back, the corners' motion inwards, the upper lip's
rise."""
_WIDE_BACK = 0.35
"""Motion back per cm of a corner's motion sideways."""
_PUCKER_ROWS = 0.16, 0.12, 0.05, -0.02
"""Motion of four rows of each lip, outer to inner, towards the other lip where lips are
rounded."""
_PUCKER_FORWARD, _PUCKER_FORWARD_WIDTHS = 0.9, (2.6, 1.5)
"""Protrusion of rounded lips, and its extent across and in height (exponent 4)."""
_PUCKER_IN, _PUCKER_IN_SMILE, _PUCKER_UNSMILE = 0.66, 0.26, 0.55
"""Motion of each corner inwards where lips are fully rounded; what a broad smile adds to it, and
the share of a smile that it takes back: people cannot grin and say "oo"."""
_PRESS_ROWS, _TUCK_ROWS = (1, 0.75, 0.4, 0), (1, 0.95, 0.8, 0.55)
"""Share of `press` and `tuck` in four rows of a lip, outer to inner."""
_TUCK_BACK = 0.4
"""Motion back of a lower lip under the teeth, per cm of its rise."""
_SMILE_OUT, _SMILE_UP, _SMILE_CENTRE, _SMILE_CHEEK = 0.62, 0.65, 0.10, 0.22
"""A full smile: corners outwards and up, the centre of the lips down, the cheeks up."""
_CHEEK_UP, _CHEEK_FORWARD = 0.6, 0.3
"""A fully raised cheek."""
_BROW_IN = 0.35
"""Motion of lowered brows towards each other, per cm down."""
_BREATH_UP = 0.28
"""Rise of the shoulders with full lungs."""
_CHEST_FROM, _CHEST_TO = 9.0, 25.0
"""Below the chin, where the chest starts to be fixed and where it is; see STILL_BELOW_CHIN_CM."""
_CHEST_SHARE = 0.18
"""Share of the head's rotation that the chest takes part in; the rest ends in the neck."""
_SHOULDER_SHARE = 0.36
"""Share of the head's shift that the shoulders follow. In people on video 0.2 to 0.4."""
_CLOSED_ROWS = 0.12, 0.35, 0.7, 1.0
"""Share of four lip rows, outer to inner, in what is missing to close a mouth open in the
photo."""
_BROAD_FROM, _BROAD_RANGE, _RELAX_WIDE, _RELAX_SMILE = 1.06, 0.35, 0.30, 0.34
"""Ratio of a smiling mouth's width to the mean's from which it relaxes when it closes, the range
up to full relaxation, and how much of `wide` and `smile` that takes back."""
_PROFILE_DEGREES = 8, 18
"""Yaw at which a face starts to count as seen from the side, and does fully."""


@dataclass(frozen=True, slots=True)
class DisplacementFields:
    """Displacement fields over N points: a blendshape basis, linear in each control."""

    fields: dict[str, Float32]
    """For each control, shape (3, N): cm of displacement where the control is 1."""
    rest_offset: Float32
    """Constant displacement, shape (3, N); it closes a mouth that is open in the photo."""
    head_weights: Float32
    """Weight of the head's rotation at each point, shape (N,): 1 on the head, 0 on the chest."""
    shift_weights: Float32
    """Weight of the head's shift at each point, shape (N,)."""


def smoothstep(low: float, high: float, x: Float32) -> Float32:
    """Return the Hermite step from 0 at `low` to 1 at `high`."""
    # np.video has a larger overhead per call
    t = np.minimum(np.maximum((x - low) / (high - low), 0), 1)
    return t * t * (3 - 2 * t)


def displacement_fields(
    points: Float32, outside: Float32, metrics: FaceMetrics, region: str
) -> DisplacementFields:
    """Evaluate all fields.

    Args:
        points: Shape (N, 3), head frame, cm.
        outside: Shape (N,), distance outside the outline of the face, cm; 0 inside.
        metrics: The head.
        region: UPPER, LOWER or BOTH.
    """
    x, y, z = points.T
    lips = _LipCoordinates.of(points, metrics, region)
    falloff = _falloff(x, y, outside, metrics)
    zero = np.zeros_like(x)
    sign = np.sign(x - metrics.centre_x)
    across, yv = lips.across, lips.height
    size = float(np.clip(metrics.mouth_width_ratio, *_SIZE_LIMITS) ** _SIZE_EXPONENT)
    jaw, bell = _jaw_field(z, y, lips, falloff, metrics)
    upper_up = lips.middle * np.exp(-(np.maximum(lips.above, 0) ** 2)) * (1 - lips.side)
    lower_down = (
        lips.middle * np.exp(-((np.maximum(lips.below, 0) / _LOWER_LIP_REACH) ** 2)) * lips.side
    )
    hx = np.where(
        across <= _CORNER,
        sign * across / _CORNER,
        sign * np.exp(-(((across - _CORNER) / _WIDE_BEYOND) ** 2)),
    )
    hx = hx * np.exp(-((yv / _WIDE_HEIGHT) ** 2)) * falloff
    lip = np.clip(1 - (across / _CORNER) ** 2, 0, 1)
    near = np.exp(-((np.maximum(lips.outside_lip, 0) / _LIP_REACH) ** 2))
    to_lip_line = np.where(lips.side < 0.5, -1.0, 1.0)
    corner = np.exp(-(((across - 2.6) / 1.7) ** 2) - (yv / 1.6) ** 2)
    # The corners rise progressively towards the ends of the lips: a curve, where an even slope
    # would be a V.
    bow = np.exp(-(((across - 2.6) / np.where(across < 2.6, 1.2, 1.7)) ** 2) - (yv / 1.6) ** 2)
    centre = np.exp(-((across / 1.5) ** 2) - (yv / 1.4) ** 2)
    from_eye = y - metrics.lid  # about +1 at the brow, -3.3 at the nostrils
    ax = np.abs(x)
    cheek = np.exp(-(((ax - 4.2) / 1.8) ** 2) - ((from_eye + 3.3) / 1.9) ** 2) * falloff
    sneer = np.exp(-(((ax - 1.6) / 1.0) ** 2) - ((from_eye + 3.9) / 1.2) ** 2)
    facing_weights = _facing_weights(points, metrics)

    def stack(dx: Float32, dy: Float32, dz: Float32) -> Float32:
        return np.stack([dx, dy, dz]).astype(np.float32)

    brow = _brow_field(y, falloff, metrics)
    inner = np.exp(-(((ax - 1.7) / 1.6) ** 2))
    whole = np.exp(-((np.maximum(np.maximum(1.2 - ax, ax - 5.4), 0) / 1.3) ** 2))
    unsmile = _PUCKER_UNSMILE * smile_share(metrics)
    rows_off = lips.rows(*_PUCKER_ROWS) * np.clip(1.1 - (across / _CORNER) ** 2, 0, 1)
    fields = {
        "jaw": stack(
            -_JAW_IN * sign * bell * np.exp(-((yv / 1.5) ** 2)) * facing_weights * size,
            (-jaw + _JAW_LIFTS_LIP * upper_up) * size,
            -_JAW_BACK * jaw * size,
        ),
        "wide": stack(hx * facing_weights, zero, -_WIDE_BACK * np.abs(hx)),
        "pucker": stack(
            -_rounding_limit(metrics) * hx * facing_weights,
            -to_lip_line * rows_off * near - unsmile * _SMILE_UP * bow * facing_weights * falloff,
            _PUCKER_FORWARD
            * np.exp(
                -((across / _PUCKER_FORWARD_WIDTHS[0]) ** 4)
                - (yv / _PUCKER_FORWARD_WIDTHS[1]) ** 4
            )
            * falloff
            * (1 - _profile_factor(metrics)),
        ),
        "press": stack(zero, to_lip_line * lips.rows(*_PRESS_ROWS) * lip * near, zero),
        "tuck": stack(
            zero,
            lips.side * lips.rows(*_TUCK_ROWS) * lip * near,
            -_TUCK_BACK * lips.side * lip * near,
        ),
        "upper_up": stack(zero, upper_up, zero),
        "lower_down": stack(zero, -lower_down, zero),
        "smile": stack(
            _SMILE_OUT * sign * corner * facing_weights * falloff,
            (_SMILE_UP * bow * facing_weights - _SMILE_CENTRE * centre) * falloff
            + _SMILE_CHEEK * cheek,
            zero,
        ),
        "frown": stack(zero, -corner * falloff * facing_weights, zero),
        "sneer": stack(zero, sneer * falloff, zero),
        "cheek": stack(zero, _CHEEK_UP * cheek, _CHEEK_FORWARD * cheek),
        "brow_up": stack(zero, brow * whole, zero),
        "brow_inner": stack(zero, brow * inner, zero),
        "brow_down": stack(-_BROW_IN * sign * brow * inner, -brow * inner, zero),
        "breath": stack(
            zero,
            _BREATH_UP
            * smoothstep(-0.9, 5, metrics.chin - y)
            * (1 - smoothstep(_CHEST_FROM, _CHEST_TO, metrics.chin - y)),
            zero,
        ),
    }
    return DisplacementFields(
        fields=fields,
        rest_offset=_neutralize_open_mouth(
            x, lips, jaw=jaw, upper_up=upper_up, hx=hx, smile=fields["smile"], metrics=metrics
        ),
        head_weights=_skinning_weights(metrics.chin - y, outside, _CHEST_SHARE),
        shift_weights=_skinning_weights(metrics.chin - y, outside, _SHOULDER_SHARE),
    )


@dataclass(frozen=True, slots=True)
class _LipCoordinates:
    """Coordinates about the mouth."""

    across: Float32
    """|x| from the centre of the mouth, scaled so that the corner of this mouth is at _CORNER."""
    height: Float32
    """y from the lip line, cm."""
    side: Float32
    """0 above the mouth, 1 below it."""
    row_position: Float32
    """0 at the inner edge of the lip, 1 at the outer."""
    outside_lip: Float32
    """cm outside the outer edge."""
    above: Float32
    """cm above the upper lip's outer edge."""
    below: Float32
    """cm below the lower lip's outer edge."""
    middle: Float32
    """1 at the centre of the mouth, 0 at the corners."""

    @classmethod
    def of(cls, points: Float32, metrics: FaceMetrics, region: str) -> _LipCoordinates:
        x, y = points[:, 0], points[:, 1]
        across = np.abs(x - metrics.centre_x) / metrics.half_width * _CORNER
        height = y - metrics.lip_line(x)
        # Beyond the corners the skin changes from "above" to "below" over a widening band that
        # rises to the ear.
        line = 2.6 * np.clip((across - 2.3) / 5.2, 0, 1)
        band = 0.35 + 1.5 * np.clip((across - 2.2) / 3, 0, 1)
        side = smoothstep(-1, 1, (line - height) / band)
        if region != BOTH:
            own = 0.0 if region == UPPER else 1.0
            side = own + (side - own) * smoothstep(2.2, 3.0, across)
        upper = (y - metrics.upper_inner(x)) / np.maximum(
            metrics.upper_outer(x) - metrics.upper_inner(x), 0.08
        )
        lower = (metrics.lower_inner(x) - y) / np.maximum(
            metrics.lower_inner(x) - metrics.lower_outer(x), 0.08
        )
        is_lower = side >= 0.5
        above, below = y - metrics.upper_outer(x), metrics.lower_outer(x) - y
        return cls(
            across=across,
            height=height,
            side=side,
            row_position=np.where(is_lower, lower, upper),
            outside_lip=np.where(is_lower, below, above),
            above=above,
            below=below,
            middle=np.maximum(0, 1 - (across / _CORNER) ** 2),
        )

    def rows(self, outer: float, second: float, third: float, inner: float) -> Float32:
        """Interpolate weights given for four rows of a lip.

        The inner one also holds inside the mouth.
        """
        return np.interp(
            self.row_position, [0, 1 / 3, 2 / 3, 1], [inner, third, second, outer]
        ).astype(np.float32)


def _jaw_field(
    z: Float32, y: Float32, lips: _LipCoordinates, falloff: Float32, metrics: FaceMetrics
) -> tuple[Float32, Float32]:
    """Return the downward field of a jaw open by 1 cm, and the bell over the mouth's width."""
    across = lips.across
    bell = np.where(
        across <= _CORNER,
        (across / _CORNER) ** _JAW_BELL_EXPONENT,
        np.exp(-((across - _CORNER) ** 2)),
    )
    share = _corner_share(metrics)
    above = share * bell * np.exp(-((np.maximum(lips.height, 0) / _JAW_ABOVE) ** 2))
    below = 1 - (1 - share) * bell * np.exp(-((np.maximum(-lips.height, 0) / _JAW_BELOW) ** 2))
    lever = np.clip((z + _JAW_JOINT) / _JAW_LEVER, 0, _JAW_LEVER_MAX)
    neck = 1 - smoothstep(*_JAW_NECK, metrics.chin - y)
    return (above * (1 - lips.side) + below * lips.side * lever * neck) * falloff, bell


def _corner_share(metrics: FaceMetrics) -> float:
    """Return the share of the jaw's motion that the corners of the mouth take part in."""
    ends = metrics.upper_inner.x[[0, -1]]
    middle = metrics.lip_line(np.array([metrics.centre_x], np.float32))
    rise = metrics.lip_line(ends).mean(keepdims=True) - middle
    return _JAW_CORNER_SHARE + _JAW_CORNER_SMILE * float(smoothstep(*_SMILE_RISE, rise)[0])


def _skinning_weights(below: Float32, outside: Float32, chest_share: float) -> Float32:
    """Return the weight of the head's motion, by cm below the chin and cm outside the face.

    Shoulders take part by a share. What is far beside the head is an object in a hand, or another
    person.
    """
    aside = smoothstep(5.5, 10.5, outside)
    neck, chest = 1 - smoothstep(-0.9, 7.1, below), 1 - smoothstep(_CHEST_FROM, _CHEST_TO, below)
    return ((1 - chest_share) * neck * (1 - aside) + chest_share * chest).astype(np.float32)


def _falloff(x: Float32, y: Float32, outside: Float32, metrics: FaceMetrics) -> Float32:
    """Return weights that fall off outside the outline, more slowly below the chin."""
    low = metrics.chin + 5.2
    reach = 1.3 + 1.9 * smoothstep(-low, -low + 4.5, -y) * np.exp(
        -((np.maximum(np.abs(x) - 4.5, 0) / 2.5) ** 2)
    )
    return np.exp(-((outside / reach) ** 2))


def _brow_field(y: Float32, falloff: Float32, metrics: FaceMetrics) -> Float32:
    height = y - metrics.brow
    brow_gap = max(metrics.brow - metrics.lid, 0.6)
    below = np.exp(-((height / (0.62 * brow_gap)) ** 2)) * smoothstep(
        0.1, 0.6 * brow_gap, y - metrics.lid
    )
    raised = np.where(height > 0, np.exp(-((height / 2.2) ** 2)), below) * falloff
    return raised.astype(np.float32)


def _profile_factor(metrics: FaceMetrics) -> float:
    """Return 0 for a frontal face, up to 1 for one seen from the side."""
    turn = np.array(metrics.turn, np.float32)
    low, high = np.radians(_PROFILE_DEGREES)
    return float(smoothstep(low, high, turn))


def smile_share(metrics: FaceMetrics) -> float:
    """Return 0 for a mouth of average width, up to 1 for a broad smile."""
    return float(np.clip((metrics.mouth_width_ratio - _BROAD_FROM) / _BROAD_RANGE, 0, 1))


def _rounding_limit(metrics: FaceMetrics) -> float:
    """Return by how many cm rounded lips draw in each corner.

    More in a broad smile, less where the far side of the mouth is so foreshortened that it would
    fold: what remains of its visible length must stay above 0.
    """
    most = _PUCKER_IN + _PUCKER_IN_SMILE * smile_share(metrics)
    across, _, along = metrics.pose.rotation[0]  # in the image's x
    edge = metrics.upper_inner
    bend = np.polyfit(edge.x, edge.z, 2)
    seen = across + along * np.polyval(np.polyder(bend), edge.x)
    limit = _MIN_VISIBLE_LENGTH * metrics.half_width * float(seen.min()) / float(across)
    return float(np.clip(limit, 0, most))


def _facing_weights(points: Float32, metrics: FaceMetrics) -> Float32:
    """Return weights without sideways displacement where a turned head's skin faces away."""
    amount = _profile_factor(metrics)
    if amount == 0:
        return np.ones(len(points), np.float32)
    # Normals of an ellipsoid about as round as a head suffice to tell the near cheek from the far
    # one.
    normal = points / np.array([7.5**2, 10.5**2, 8.5**2]) + [0, 0, 2e-2]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    facing = normal @ metrics.pose.rotation[2]
    return (1 + amount * (smoothstep(-0.05, 0.38, facing) - 1)).astype(np.float32)


def _neutralize_open_mouth(
    x: Float32,
    lips: _LipCoordinates,
    *,
    jaw: Float32,
    upper_up: Float32,
    hx: Float32,
    smile: Float32,
    metrics: FaceMetrics,
) -> Float32:
    """Return the displacement that closes a mouth which is open in the photo.

    Jaw up, upper lip down, then column by column.
    """
    rest_offset = np.zeros((3, len(jaw)), np.float32)
    if metrics.gap <= 0:
        return rest_offset
    edge = metrics.upper_inner.x
    off = np.minimum(np.abs(edge - metrics.centre_x) / metrics.half_width, 1)
    up, down = (1 - metrics.upper_lip_share) * metrics.gap, metrics.upper_lip_share * metrics.gap
    # where jaw and upper lip alone bring the two edges (see the bell in _jaw_field)
    upper_edge = metrics.upper_inner(edge) - down * (1 - off**2)
    lower_edge = metrics.lower_inner(edge) + up * (
        1 - (1 - _corner_share(metrics)) * off**_JAW_BELL_EXPONENT
    )
    meet = (upper_edge + lower_edge) / 2
    missing_upper = np.interp(x, edge, meet - upper_edge)
    missing_lower = np.interp(x, edge, meet - lower_edge)
    rows = lips.rows(*_CLOSED_ROWS) * np.exp(
        -((np.maximum(lips.outside_lip, 0) / _LIP_REACH) ** 2)
    )
    inside = np.clip((2.6 - lips.across) / 0.2, 0, 1)
    rest_offset[1] += lips.side * (up * jaw + missing_lower * rows * inside)
    rest_offset[1] += (1 - lips.side) * (-down * upper_up + missing_upper * rows * inside)
    rest_offset[2] += _JAW_BACK * up * jaw * lips.side
    # A broad smile relaxes a little when the lips meet; otherwise it closes to a smirk.
    relax = smile_share(metrics)
    rest_offset[0] -= _RELAX_WIDE * relax * hx
    rest_offset -= _RELAX_SMILE * relax * smile
    return rest_offset
