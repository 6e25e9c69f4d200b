# The bundle is built first (see the Makefile): the image holds Node.js and one file.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
COPY dist/operator.mjs /app/operator.mjs
# By number, as `runAsNonRoot` cannot judge a name.
USER 65532:65532
EXPOSE 8080
CMD ["/app/operator.mjs"]
