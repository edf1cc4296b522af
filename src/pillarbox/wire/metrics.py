"""Metrics as the wire shows them: one array of points for each series that was asked for."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET, UnsetType, field

from pillarbox.domain.metrics import CountedEvent, Point, RatePoint, RateType, UsageType
from pillarbox.wire.times import timestamp


class MetricBucketObject(msgspec.Struct, kw_only=True):
    timestamp: str
    count: int


class UsagePointObject(msgspec.Struct, kw_only=True):
    timestamp: str
    value: int


class RatePointObject(msgspec.Struct, kw_only=True):
    timestamp: str
    rate: float | None
    sent: int


Buckets = Sequence[MetricBucketObject] | UnsetType
Usage = Sequence[UsagePointObject] | UnsetType
Rates = Sequence[RatePointObject] | UnsetType


class EventMetricsObject(msgspec.Struct, kw_only=True):
    """How often each type of event happened."""

    message_received: Buckets = field(default=UNSET, name="message.received")
    message_received_spam: Buckets = field(default=UNSET, name="message.received.spam")
    message_received_blocked: Buckets = field(default=UNSET, name="message.received.blocked")
    message_received_unauthenticated: Buckets = field(default=UNSET, name="message.received.unauthenticated")
    message_sent: Buckets = field(default=UNSET, name="message.sent")
    message_delivered: Buckets = field(default=UNSET, name="message.delivered")
    message_bounced: Buckets = field(default=UNSET, name="message.bounced")
    message_complained: Buckets = field(default=UNSET, name="message.complained")
    message_rejected: Buckets = field(default=UNSET, name="message.rejected")
    message_delayed: Buckets = field(default=UNSET, name="message.delayed")
    domain_verified: Buckets = field(default=UNSET, name="domain.verified")

    @classmethod
    def of(cls, series: Mapping[CountedEvent, Sequence[Point]]) -> "EventMetricsObject":
        """The series by the names of their event types."""
        return cls(**{_attribute(name): _buckets(points) for name, points in series.items()})


class MessageTimesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    """When messages were sent, received and so on, as the oldest clients read it."""

    sent: Sequence[str] | None = None
    delivered: Sequence[str] | None = None
    bounced: Sequence[str] | None = None
    delayed: Sequence[str] | None = None
    rejected: Sequence[str] | None = None
    complained: Sequence[str] | None = None
    received: Sequence[str] | None = None


class LegacyMetricsObject(msgspec.Struct, kw_only=True):
    """When what happened to messages, as clients before 0.4 read it."""

    message: MessageTimesObject

    @classmethod
    def of(cls, series: Mapping[CountedEvent, Sequence[Point]]) -> "LegacyMetricsObject":
        """The times of every point under the name of its event type."""
        times = {
            name: [timestamp(point.at) for point in points for _ in range(point.value)]
            for event_type, points in series.items()
            if (name := event_type.removeprefix("message.")) in MessageTimesObject.__struct_fields__
        }
        return cls(message=MessageTimesObject(**times))


class UsageMetricsObject(msgspec.Struct, kw_only=True):
    """How much there was of each thing."""

    storage_bytes: Usage = UNSET
    message_count: Usage = UNSET
    thread_count: Usage = UNSET
    inbox_count: Usage = UNSET
    domain_count: Usage = UNSET
    pod_count: Usage = UNSET

    @classmethod
    def of(cls, series: Mapping[UsageType, Sequence[Point]]) -> "UsageMetricsObject":
        return cls(
            **{
                usage_type.value: [
                    UsagePointObject(timestamp=timestamp(point.at), value=point.value) for point in points
                ]
                for usage_type, points in series.items()
            }
        )


class RateMetricsObject(msgspec.Struct, kw_only=True):
    """Which share of the sent messages came to a bad end."""

    bounce: Rates = UNSET
    complaint: Rates = UNSET

    @classmethod
    def of(cls, series: Mapping[RateType, Sequence[RatePoint]]) -> "RateMetricsObject":
        return cls(
            **{
                rate_type.value: [
                    RatePointObject(timestamp=timestamp(point.at), rate=point.rate, sent=point.sent)
                    for point in points
                ]
                for rate_type, points in series.items()
            }
        )


def _attribute(event_type: CountedEvent) -> str:
    return event_type.replace(".", "_")


def _buckets(points: Sequence[Point]) -> list[MetricBucketObject]:
    return [MetricBucketObject(timestamp=timestamp(point.at), count=point.value) for point in points]
