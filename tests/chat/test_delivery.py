"""What travels between processes arrives as it left."""

from uuid import UUID

from channels_redis.serializers import registry
from hypothesis import given
from hypothesis import strategies as st

from chat.delivery import Delivery, Effect

ids = st.uuids()
effects = st.builds(
    Effect,
    kind=st.sampled_from(["joined", "left", "ended"]),
    user=ids,
    conversation=st.none() | ids,
    session=st.text(max_size=40),
)
deliveries = st.builds(
    Delivery,
    rooms=st.lists(ids, max_size=3).map(tuple),
    users=st.lists(ids, max_size=3).map(tuple),
    texts=st.lists(st.text(max_size=50), max_size=3).map(tuple),
    revision=st.none() | st.integers(0, 2**62),
    effect=st.none() | effects,
)


@given(deliveries)
def test_a_delivery_survives_the_journey(delivery: Delivery) -> None:
    carrier = registry.get_serializer("msgpack")
    carried = carrier.deserialize(carrier.serialize({"delivery": delivery.packed()}))
    assert Delivery.unpacked(carried["delivery"]) == delivery


def test_an_id_travels_as_sixteen_bytes() -> None:
    assert len(Delivery(rooms=(UUID(int=1),)).packed()[0][0]) == 16
