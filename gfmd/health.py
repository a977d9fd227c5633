"""Two answers for whoever watches the service: is the process alive, and can it do its work?"""

import functools

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gfmd.fonts import missing_families

OK = "ok"


@require_safe
@never_cache
def healthz(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """200 when everything a request may need is there, else 503; either way a sentence for each part."""
    parts = {"database": database(), "broker": broker(), "migrations": migrations(), "fonts": fonts()}
    ready = all(said == OK for said in parts.values())
    return JsonResponse(parts, status=200 if ready else 503)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "the database does not answer"
    return OK


def broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except redis.RedisError:
        return "the broker does not answer"
    finally:
        client.close()
    return OK


def migrations() -> str:
    try:
        unapplied = unapplied_migrations()
    except Error:
        return "not known while the database does not answer"
    return OK if not unapplied else f"not applied: {', '.join(unapplied)}"


def unapplied_migrations() -> tuple[str, ...]:
    """Names of migrations in this code that the database lacks.

    Once there is none there never will be one again for this process, so the answer is kept.
    """
    if unapplied_migrations.all_applied:
        return ()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unapplied_migrations.all_applied = not plan
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan)


unapplied_migrations.all_applied = False


@functools.cache
def fonts() -> str:
    """Fonts do not come and go while a process lives."""
    missing = missing_families()
    return OK if not missing else f"missing for papers: {', '.join(missing)}"
