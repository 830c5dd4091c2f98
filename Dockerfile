FROM python:3.12-slim
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps . && useradd --create-home threeline \
    && mkdir /data && chown threeline /data
USER threeline
ENV HOST=0.0.0.0 DATABASE_URL=sqlite:////data/threeline.sqlite3
VOLUME /data
EXPOSE 8080
CMD ["threeline", "run"]
