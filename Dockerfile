# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/talking-photo
ENV PATH=/opt/talking-photo/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# The locked list changes seldom: this layer is kept when only the program does. Without --no-deps pip would add 0.5 GB
# that is never used.
COPY requirements.lock ./
RUN pip install --no-deps --only-binary=:all: --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md config.example.toml ./
COPY core core
COPY bots bots
COPY storage storage
COPY talking_photo talking_photo
RUN pip install --no-deps .

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="talking-photo" \
      org.opencontainers.image.description="Send a photo and a few words, get back a video of that photo speaking" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/talking-photo talking-photo \
    && install -d -o talking-photo -g talking-photo -m 0700 /var/lib/talking-photo/data
COPY --from=build /opt/talking-photo /opt/talking-photo
ENV PATH=/opt/talking-photo/bin:$PATH PYTHONDONTWRITEBYTECODE=1 \
    TALKING_PHOTO_PROVENANCE__FOLDER=/var/lib/talking-photo/data/provenance
# Database, media, keys and the voices of Piper lie below data/ of the working folder.
WORKDIR /var/lib/talking-photo
VOLUME /var/lib/talking-photo/data
USER 10001
ENTRYPOINT ["talking-photo"]
CMD ["run"]
