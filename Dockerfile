# syntax=docker/dockerfile:1

FROM eclipse-temurin:21-jdk AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -ntp -Dmaven.test.skip=true package

FROM eclipse-temurin:21-jre
RUN useradd --system --user-group --uid 10001 --no-create-home --home-dir /app waybill \
    && install --directory --owner=waybill --group=waybill --mode=0700 /app/data
WORKDIR /app
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/waybill.jar ./
COPY waybill application.properties ./
COPY routes routes
COPY demo demo

# Inside a container the loopback address reaches nobody. Health and metrics stay on it; a collector in another container
# needs MANAGEMENT_HOST=0.0.0.0 too.
ENV HTTP_HOST=0.0.0.0 \
    LOG_FORMAT=json
USER waybill
EXPOSE 8080

# Bash speaks HTTP by itself, so that nothing has to be installed for this.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${MANAGEMENT_PORT:-8081} && printf 'GET /observe/health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]

ENTRYPOINT ["./waybill"]
CMD ["run"]
