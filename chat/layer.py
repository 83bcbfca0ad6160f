"""channels-redis's layer, but asleep while nothing comes: its own looks at its subscription ten times a second."""

import asyncio

import structlog
from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer, RedisSingleShardConnection

log = structlog.get_logger(__name__)

BREATH = 1.0
"""Seconds until what failed is tried again."""
_UNTIL_SUBSCRIBED = 0.1


class SleepingLayer(RedisPubSubChannelLayer):
    """What the settings name."""

    def _get_layer(self) -> RedisPubSubLoopLayer:
        is_new = asyncio.get_running_loop() not in self._layers
        layer: RedisPubSubLoopLayer = super()._get_layer()  # type: ignore[no-untyped-call]
        if is_new:
            hosts = [shard.host for shard in layer._shards]  # noqa: SLF001 - known by no other way
            layer._shards = [_Connection(host, layer) for host in hosts]  # noqa: SLF001
        return layer


class _Connection(RedisSingleShardConnection):
    async def _do_receiving(self) -> None:
        while True:
            try:
                if self._pubsub and self._pubsub.subscribed:
                    told = await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=None)
                    self._receive_message(told)
                else:
                    await asyncio.sleep(_UNTIL_SUBSCRIBED)
            except Exception as error:  # noqa: BLE001 - whatever it is, who listens must not become deaf
                log.warning("not received", error=type(error).__name__)
                await asyncio.sleep(BREATH)
