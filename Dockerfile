# The one image of a deployment: pages, sockets, worker, beat and migrate are the same code under other commands (bin/serve).

FROM node:22-slim AS node

# --- build: packages and static files -------------------------------------------------------------------------------
FROM python:3.13-slim-trixie AS build
WORKDIR /app
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm

COPY requirements/uv.txt requirements/run.txt requirements/
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
 && .venv/bin/uv pip sync --no-cache --require-hashes --compile-bytecode --python .venv/bin/python requirements/run.txt \
 && touch .venv/sealed

COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# The key signs nothing here: collectstatic only needs settings that load.
RUN .venv/bin/python bin/build-static \
 && SECRET_KEY=none .venv/bin/python manage.py collectstatic --no-input \
 && rm -rf node_modules

# --- run ----------------------------------------------------------------------------------------------------------------
FROM python:3.13-slim-trixie
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin daybook
WORKDIR /app
COPY --from=build /app /app
# The root file system is read-only when it runs; what is written goes to these two, mounted as tmpfs.
RUN mkdir -p /app/var/run && chown daybook /app/var/run
ENV BIND=0.0.0.0 \
    PORT=8000 \
    SOCKETS_PORT=8001 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
EXPOSE 8000 8001
CMD ["bin/serve", "pages"]
