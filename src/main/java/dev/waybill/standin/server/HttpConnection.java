package dev.waybill.standin.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One connection that speaks HTTP/1.1 (RFC 9112): requests with a length or in chunks, one after the other, until the client or an
 * answer ends it. What is no HTTP is answered 400 and ends it too. One thread's.
 */
final class HttpConnection {

    private static final int LONGEST_LINE = 65_536;
    private static final int MOST_HEADERS = 200;
    private static final int LARGEST_BODY = 256 * 1024 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** The Date header's text, which is the same for a second. */
    private record Date(long second, String text) {
    }

    private static volatile Date latest = new Date(0, "");

    private final InputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private boolean kept = true;

    HttpConnection(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in, 16_384);
        this.out = out;
    }

    /** Not HTTP as we know it; the message tells the client why. */
    private static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        private Malformed(String message) {
            super(message);
        }
    }

    /** Answers requests until the client closes the connection, or an answer is nothing: then it is to be dropped. */
    void serve(Function<Request, Optional<Reply>> answers) throws IOException {
        try {
            while (kept) {
                Request request = read();
                Optional<Reply> reply = request == null ? Optional.empty() : answers.apply(request);
                if (reply.isEmpty()) {
                    return;
                }
                write(reply.get(), !request.method().equals("HEAD"));
            }
        } catch (Malformed e) {
            kept = false;
            write(Reply.message(400, e.getMessage()), true);
        }
    }

    /** The next request, or null when there is none any more. */
    private Request read() throws IOException {
        String first = readLine();
        while (first != null && first.isEmpty()) {
            first = readLine();                  // RFC 9112, 2.2: an empty line before a request is to be passed over
        }
        if (first == null) {
            return null;
        }
        String[] words = first.split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || !words[2].startsWith("HTTP/1.")) {
            throw new Malformed("A request begins with a method, an address and HTTP/1.1.");
        }
        URI target = target(words[1]);
        Map<String, String> headers = readHeaders();
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        kept = words[2].equals("HTTP/1.0") ? connection.contains("keep-alive") : !connection.contains("close");
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
        }
        String query = target.getRawQuery();
        return new Request(words[0], target.getRawPath(), query == null ? "" : query, headers, readBody(headers));
    }

    private static URI target(String text) throws Malformed {
        try {
            URI target = new URI(text);
            if (target.getRawPath() != null && target.getRawPath().startsWith("/")) {
                return target;
            }
        } catch (URISyntaxException e) {
            // as below
        }
        throw new Malformed("The address of a request is a path that begins with a slash, all of it percent-encoded where it must be.");
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>(32);
        int count = 0;
        for (String header = requireLine(); !header.isEmpty(); header = requireLine()) {
            int colon = header.indexOf(':');
            if (colon < 1 || header.charAt(0) <= ' ' || header.charAt(colon - 1) <= ' ' || ++count > MOST_HEADERS) {
                throw new Malformed("A header is a name, a colon and a value on one line, and there are at most " + MOST_HEADERS + ".");
            }
            headers.putIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] readBody(Map<String, String> headers) throws IOException {
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked") || length != null) {
                throw new Malformed("A body has either a Content-Length or Transfer-Encoding: chunked.");
            }
            return readChunks();
        }
        return length == null ? new byte[0] : readExactly(number(length, 10));
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = chunkSize();
        while (size > 0) {
            body.writeBytes(readExactly(size));
            if (!requireLine().isEmpty() || body.size() > LARGEST_BODY) {
                throw new Malformed("A chunk is as long as its size says, and all together " + LARGEST_BODY + " bytes at most.");
            }
            size = chunkSize();
        }
        readHeaders();                           // what may trail the last chunk is of no interest
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String size = requireLine();
        int extension = size.indexOf(';');
        return number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    }

    private static int number(String text, int radix) throws Malformed {
        try {
            int number = text.startsWith("+") ? -1 : Integer.parseInt(text, radix);
            if (number >= 0 && number <= LARGEST_BODY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // as below
        }
        throw new Malformed("The length of a body is a number from 0 to " + LARGEST_BODY + ", not " + text + ".");
    }

    private byte[] readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the client ended in the middle of a body");
        }
        return bytes;
    }

    private String requireLine() throws IOException {
        String read = readLine();
        if (read == null) {
            throw new EOFException("the client ended in the middle of a request");
        }
        return read;
    }

    /** The next line without its end, or null when there is none. */
    private String readLine() throws IOException {
        line.reset();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        while (read != '\n') {
            if (read < 0) {
                throw new EOFException("the client ended in the middle of a line");
            }
            if (line.size() == LONGEST_LINE) {
                throw new Malformed("A line of a request has at most " + LONGEST_LINE + " bytes.");
            }
            line.write(read);
            read = in.read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** In one piece, so that the client wakes up once. */
    private void write(Reply reply, boolean withBody) throws IOException {
        StringBuilder head = new StringBuilder(512).append("HTTP/1.1 ").append(reply.status()).append(' ').append(reason(reply.status()))
                .append("\r\nDate: ").append(date()).append("\r\nContent-Length: ").append(reply.body().length).append("\r\n");
        if (!reply.headers().containsKey("Content-Type")) {
            head.append("Content-Type: application/json\r\n");
        }
        reply.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(kept ? "\r\n" : "Connection: close\r\n\r\n");
        byte[] lines = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[lines.length + (withBody ? reply.body().length : 0)];
        System.arraycopy(lines, 0, all, 0, lines.length);
        System.arraycopy(reply.body(), 0, all, lines.length, all.length - lines.length);
        out.write(all);
    }

    private static String date() {
        Instant now = Instant.now();
        Date date = latest;
        if (date.second != now.getEpochSecond()) {
            date = new Date(now.getEpochSecond(), DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
            latest = date;
        }
        return date.text;
    }

    /** For people; no client reads it. */
    private static String reason(int status) {
        return status < 300 ? "OK" : status < 400 ? "Elsewhere" : status < 500 ? "Refused" : "Failed";
    }
}
