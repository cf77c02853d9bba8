package dev.waybill.bench;

import java.util.Map;

/** The organization that the benchmark sends the bills of: one webhook, one integration, a mapping for every account. */
final class BenchConfiguration {

    static final String ORGANIZATION = "0b0b0b0b-0000-4000-8000-000000000001";
    static final String WEBHOOK = "0b0b0b0b-0000-4000-8000-000000000002";
    static final String INTEGRATION = "0b0b0b0b-0000-4000-8000-000000000003";
    static final String SECRET = "bench-webhook-secret";

    /** They open nothing but the stand-in. */
    static final Map<String, String> SECRETS = Map.of("BENCH_STRIPE_KEY", "sk_test_bench", "BENCH_WEBHOOK_SECRET", SECRET);

    private BenchConfiguration() {
    }

    /** The file of a configuration folder. */
    static String yaml(int accounts) {
        StringBuilder yaml = new StringBuilder("""
                organizations:
                  - name: Benchmark
                    id: %s
                    credentials:
                      - { name: stripe, type: STATIC_API_KEY, apiKey: "${env:BENCH_STRIPE_KEY}" }
                    inboundWebhooks:
                      - { name: m3ter, id: %s, source: m3ter, secrets: [ { secret: "${env:BENCH_WEBHOOK_SECRET}" } ] }
                    integrations:
                      - name: Stripe drafts
                        id: %s
                        destination: StripeTest
                        credentials: stripe
                        onlySendBillsOnApproval: true
                        useExternalMappingAccountCode: true
                        excludedLineItemTypes: [%s]
                    externalMappings:
                """.formatted(ORGANIZATION, WEBHOOK, INTEGRATION, SampleBill.EXCLUDED_TYPE));
        for (int account = 0; account < accounts; account++) {
            yaml.append("      - { m3terEntity: Account, m3terId: ").append(SampleBill.account(account))
                    .append(", externalSystem: Stripe, externalTable: Customer, externalId: ").append(SampleBill.customer(account))
                    .append(" }\n");
        }
        return yaml.toString();
    }
}
