package dev.waybill.configuration;

import dev.waybill.provider.Setting;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads a configuration folder: every file below it that ends in {@code .yaml} or {@code .yml}, except route files
 * ({@code .camel.yaml}) and hidden files and folders.
 *
 * <p>Each file holds one key, {@code organizations}, a list. What is said of one organization may be spread over several
 * files, each naming it; its lists are put together. Everything but {@code name} is optional unless a comment says otherwise:
 *
 * <pre>{@code
 * organizations:
 *   - name: Acme Metering
 *     id: 00000000-0000-4000-8000-0000000000aa       # made at the first apply when absent
 *     credentials:
 *       - name: stripe test key
 *         id: ...                                    # as for everything with a name: needed only to rename it
 *         type: STATIC_API_KEY                       # required; or M3TER_SERVICE_USER
 *         apiKey: "${env:STRIPE_TEST_KEY}"           # required
 *       - name: m3ter
 *         type: M3TER_SERVICE_USER
 *         organizationId: 5a1e...                    # required: the organization's id at m3ter
 *         accessKeyId: "${env:M3TER_ACCESS_KEY}"     # required
 *         apiSecret: "${file:m3ter-secret}"          # required
 *     inboundWebhooks:
 *       - name: m3ter bills
 *         id: ...                                    # the endpoint id in the address
 *         source: m3ter                              # required
 *         enabled: true
 *         credentials: m3ter                         # bills are read again from the platform
 *         signature: { verify: hmac }                # further keys: see SignatureSettings
 *         secrets:                                   # required unless verify is none
 *           - secret: "${env:M3TER_WEBHOOK_SECRET}"  # required
 *             apiKey: gateway-key-1
 *     integrations:
 *       - name: Stripe invoices
 *         id: ...
 *         destination: StripeTest                    # required
 *         credentials: stripe test key
 *         enabled: true
 *         accountIds: []                             # empty: all accounts
 *         restrictedAccountIds: []                   # wins over accountIds
 *         onlySendBillsOnApproval: false
 *         useExternalMappingAccountCode: false
 *         excludedLineItemTypes: []
 *         settings: { daysUntilDue: 30 }             # the destination's own keys
 *     externalMappings:                              # all required but integration
 *       - { m3terEntity: Account, m3terId: b6a1..., externalSystem: Stripe, externalTable: Customer,
 *           externalId: cus_QX1, integration: Stripe invoices }
 * }</pre>
 *
 * <p>A secret is never written out: <code>${env:NAME}</code> takes it from the environment, <code>${file:path}</code> from a
 * file (relative to the YAML file, or absolute), and <code>${literal:text}</code> is for demos and gives a warning. Inside
 * <code>{ }</code> and before {@code #} or {@code :} YAML wants such a value in quotes.
 */
public final class SetupFolder {
    private static final int MOST_ALIASES = 100;
    private static final int MOST_CHARACTERS = 32 * 1024 * 1024;

    private final Map<String, List<Setting>> settingsByProvider;
    private final CredentialRule credentialRule;
    private final SettingsRule settingsRule;

    /** Without a rule for settings that do not go together. */
    public SetupFolder(Map<String, List<Setting>> settingsByProvider, CredentialRule credentialRule) {
        this(settingsByProvider, credentialRule, (destination, settings) -> Optional.empty());
    }

    /**
     * @param settingsByProvider the settings an integration may carry, by {@code Destination.provider()}
     * @param credentialRule     asked for every integration that has credentials
     * @param settingsRule       asked for every integration
     */
    public SetupFolder(Map<String, List<Setting>> settingsByProvider, CredentialRule credentialRule, SettingsRule settingsRule) {
        this.settingsByProvider = Map.copyOf(settingsByProvider);
        this.credentialRule = credentialRule;
        this.settingsRule = settingsRule;
    }

    /**
     * Reads the folder; nothing but files is touched.
     *
     * @param environment the value of an environment variable by its name, or null: {@code System::getenv}
     * @throws SetupRefusedException with everything that is wrong, not only the first
     */
    public Setup read(Path folder, Function<String, String> environment) {
        Findings findings = new Findings();
        Map<String, List<YamlMapping>> organizations = new LinkedHashMap<>();
        for (Path file : files(folder, findings)) {
            for (YamlMapping block : organizationsIn(file, findings)) {
                block.requiredText("name")
                        .ifPresent(name -> organizations.computeIfAbsent(name, any -> new ArrayList<>()).add(block));
            }
        }
        SecretReferences references = new SecretReferences(environment);
        OrganizationReader.FolderIds ids = new OrganizationReader.FolderIds(new Ids(), new Ids(), new Ids());
        Map<UUID, Place> organizationIds = new LinkedHashMap<>();
        List<OrganizationSetup> setups = new ArrayList<>();
        organizations.forEach((name, blocks) -> {
            UUID id = organizationId(blocks, organizationIds, findings);
            CredentialsReader credentials = new CredentialsReader(references, findings);
            IntegrationReader integrations = new IntegrationReader(settingsByProvider, credentialRule, settingsRule, credentials,
                    findings);
            setups.add(new OrganizationReader(references, credentials, integrations, findings).read(name, id, blocks, ids));
        });
        findings.throwIfAny();
        return new Setup(setups, findings.warnings());
    }

    private static UUID organizationId(List<YamlMapping> blocks, Map<UUID, Place> taken, Findings findings) {
        UUID id = null;
        for (YamlMapping block : blocks) {
            UUID given = block.uuid("id").orElse(null);
            if (given != null && id != null && !given.equals(id)) {
                findings.refuse(block.place("id"), block.description() + " has id " + given + " here and " + id + " elsewhere; an"
                        + " organization has one id");
            }
            id = id == null ? given : id;
        }
        if (id != null) {
            Place first = taken.putIfAbsent(id, blocks.get(0).place());
            if (first != null) {
                findings.refuse(blocks.get(0).place("id"), "`id` of " + blocks.get(0).description() + " is " + id
                        + ", which is already used at " + first.fileAndLine() + "; every id names one thing");
            }
        }
        return id;
    }

    private static List<YamlMapping> organizationsIn(Path file, Findings findings) {
        List<YamlMapping> organizations = new ArrayList<>();
        for (Node document : compose(file, findings)) {
            if (!document.getTag().equals(Tag.NULL)) {
                YamlMapping.at(file.toString(), document, "configuration file", findings).ifPresent(root -> {
                    Map<String, String> elsewhere = new LinkedHashMap<>();
                    OrganizationReader.KEYS.forEach(key -> elsewhere.put(key, "below an entry of `organizations:`"));
                    root.allowOnly(List.of("organizations"), elsewhere);
                    organizations.addAll(root.mappings("organizations", "organization"));
                });
            }
        }
        return organizations;
    }

    private static SortedSet<Path> files(Path folder, Findings findings) {
        SortedSet<Path> files = new TreeSet<>();
        Place place = new Place(folder.toString(), 0, 0);
        if (!Files.isDirectory(folder)) {
            findings.refuse(place, "there is no such folder; name the folder that holds the configuration's YAML files");
            return files;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    return isHidden(path) && !path.equals(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (!isHidden(path) && isConfiguration(path.getFileName().toString()) && Files.isRegularFile(path)) {
                        files.add(path);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            findings.refuse(place, "the folder cannot be read (" + e + ")");
        }
        if (files.isEmpty()) {
            findings.refuse(place, "there is no configuration file in this folder (*.yaml, other than *.camel.yaml)");
        }
        return files;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }

    private static boolean isConfiguration(String name) {
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.endsWith(".camel.yaml");
    }

    private static List<Node> compose(Path file, Findings findings) {
        String text = "";
        List<Node> documents = new ArrayList<>();
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).setSchema(new CoreSchema())
                    .setMaxAliasesForCollections(MOST_ALIASES).setCodePointLimit(MOST_CHARACTERS).build();
            new Compose(settings).composeAllFromString(text).forEach(documents::add);
            return documents;
        } catch (CharacterCodingException e) {
            findings.refuse(new Place(file.toString(), 0, 0), "this file is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            findings.refuse(new Place(file.toString(), 0, 0), "this file cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (MarkedYamlEngineException e) {
            findings.refuse(place(file, e), "this is not YAML: " + e.getProblem() + hint(text, e));
        } catch (ReaderException e) {
            int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
            findings.refuse(new Place(file.toString(), line, 0), "this is not YAML: a control character, U+"
                    + String.format("%04X", e.getCodePoint()) + "; remove it");
        } catch (YamlEngineException e) {
            findings.refuse(new Place(file.toString(), 0, 0), "this is not YAML that can be used: " + e.getMessage());
        }
        return List.of();
    }

    private static Place place(Path file, MarkedYamlEngineException e) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        return mark.map(m -> new Place(file.toString(), m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> new Place(file.toString(), 0, 0));
    }

    /** The most likely cause, since a parser sees only where it could not go on. The line itself is never shown. */
    private static String hint(String text, MarkedYamlEngineException e) {
        String line = e.getProblemMark().flatMap(mark -> text.lines().skip(mark.getLine()).findFirst()).orElse("");
        return line.contains("${") ? "; put the value that begins with ${ in quotes" : "";
    }
}
