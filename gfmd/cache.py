"""Django's Redis cache with one client kept a process.

Django makes a new client for each call, which costs more than the call itself; redis-py's clients are safe
to share between threads, and their pool notices a fork.
"""

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError


class KeptClient(RedisCacheClient):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._kept = {}

    def get_client(self, key=None, *, write=False):
        index = self._get_connection_pool_index(write)
        if index not in self._kept:
            self._kept[index] = super().get_client(key, write=write)
        return self._kept[index]


class KeptRedisCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = KeptClient


class SessionCache(KeptRedisCache):
    """For sessions, which the database holds too: with Redis away it holds nothing and refuses nothing."""

    def get(self, key, default=None, version=None):
        return self._or(default, super().get, key, default, version)

    def set(self, *args, **kwargs):
        return self._or(None, super().set, *args, **kwargs)

    def delete(self, key, version=None):
        return self._or(False, super().delete, key, version)

    def has_key(self, key, version=None):
        return self._or(False, super().has_key, key, version)

    def _or(self, otherwise, act, *args, **kwargs):
        try:
            return act(*args, **kwargs)
        except RedisError:
            return otherwise
