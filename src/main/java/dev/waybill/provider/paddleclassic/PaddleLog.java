package dev.waybill.provider.paddleclassic;

import dev.waybill.provider.AnswerMask;
import java.util.Set;
import java.util.regex.Pattern;

/** What of Paddle's words may be kept and shown: no personal data, no credentials. */
final class PaddleLog {

    // update_url, cancel_url and receipt_url open the buyer's own pages for whoever has them
    private static final Set<String> PERSONAL = Set.of("user_email", "email", "customer_name", "name", "address", "country",
            "update_url", "cancel_url", "receipt_url", "payment_information", "custom_data", "passthrough", "vendor_auth_code");
    private static final AnswerMask MASK = new AnswerMask(PERSONAL, new AuthCodes());

    private PaddleLog() {
    }

    /** An answer's body as {@link AnswerMask#masked}. */
    static String masked(String body) {
        return MASK.masked(body);
    }

    /** A sentence of Paddle's, or of a bill's, as {@link AnswerMask#sayable}. */
    static String sayable(String text) {
        return MASK.sayable(text);
    }

    /** An auth code is a long hexadecimal number, or what a form says it is; the longest of our own in a tag has 16 digits. */
    private static final class AuthCodes implements AnswerMask.Credentials {

        private static final int SHORTEST = 24;
        private static final Pattern CODE = Pattern.compile("(?i)vendor_auth_code=[^&\\s\"']*|\\b[0-9a-f]{" + SHORTEST + ",}\\b");

        @Override
        public boolean canBeIn(String text) {
            int digits = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                digits = isHexadecimal(c) ? digits + 1 : 0;
                boolean named = c == '=' && i > 0 && (text.charAt(i - 1) | ' ') == 'e';
                if (named || digits == SHORTEST) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isHexadecimal(char c) {
            int letter = c | ' ';
            return c >= '0' && c <= '9' || letter >= 'a' && letter <= 'f';
        }

        @Override
        public String hidden(String text) {
            return CODE.matcher(text).replaceAll("*");
        }
    }
}
