//! How vendors' pages write permissions (the lists are theirs, the sentences around them are ours), and
//! what must never be mistaken for one.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// The permissions found, in one line.
fn found(text: &str) -> String {
    names(&read(text).found)
}

fn names(permissions: &[Permission]) -> String {
    permissions.iter().map(Permission::name).collect::<Vec<_>>().join(" ")
}

/// The questions, one per line: the excerpt, the suggestions, and the doubt.
fn asked(text: &str) -> Vec<String> {
    let near = read(text).near;
    near.iter().map(|near| format!("{} → {} ({:?})", near.text, names(&near.suggested), near.doubt)).collect()
}

fn sorted(names: &str) -> String {
    let mut names: Vec<Permission> =
        names.split_whitespace().map(|name| Permission::named(name).unwrap()).collect();
    names.sort();
    names.dedup();
    self::names(&names)
}

const TICKETS_AND_CUSTOMERS: &str = "read:tickets edit:tickets read:customers";

/// A text, the permissions found in it, and the number of questions.
const SHAPES: &[(&str, &str, usize)] = &[
    // Names, in lists of every kind.
    ("read:tickets", "read:tickets", 0),
    ("read:tickets edit:tickets read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("read:tickets, edit:tickets, read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("read:tickets; edit:tickets; read:customers;", TICKETS_AND_CUSTOMERS, 0),
    ("read:tickets|edit:tickets|read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("read:tickets\r\nedit:tickets\r\nread:customers\r\n", TICKETS_AND_CUSTOMERS, 0),
    ("• read:tickets\n• edit:tickets\n• read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("  ◦ read:tickets\n  ◦ edit:tickets\n  ◦ read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("\u{f0b7}\tread:tickets\n\u{f0b7}\tedit:tickets\n\u{f0b7}\tread:customers", TICKETS_AND_CUSTOMERS, 0),
    ("-read:tickets\n-edit:tickets\n-read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("1. read:tickets\n2. edit:tickets\n3. read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("    1) read:tickets\n    2) edit:tickets\n    a. read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("- [x] read:tickets\n- [ ] edit:tickets\n- [x] read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("✓ read:tickets ✓ edit:tickets ✓ read:customers", TICKETS_AND_CUSTOMERS, 0),
    // Capitals, blanks, quotation marks, look-alikes.
    ("READ:TICKETS Edit:Tickets Read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("Read: Tickets\nEdit : tickets\nread :customers", TICKETS_AND_CUSTOMERS, 0),
    ("Read:tickets Edit: tickets read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("\"read:tickets\"\n\n\"Edit:tickets\"\n\n“read:customers”", TICKETS_AND_CUSTOMERS, 0),
    ("'read:tickets', 'edit:tickets', 'read:customers'", TICKETS_AND_CUSTOMERS, 0),
    ("read：tickets，edit∶tickets\u{3000}read:\u{200b}customers", TICKETS_AND_CUSTOMERS, 0),
    ("read:\u{a0}tickets\u{a0}edit:\u{ad}tickets\u{202e} read:customers", TICKETS_AND_CUSTOMERS, 0),
    // In sentences.
    ("For this it currently needs read:tickets, edit:tickets, read:customers.", TICKETS_AND_CUSTOMERS, 0),
    (
        "Make sure that permissions are set to read:tickets and edit:tickets read:customers",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    ("Choose read:tickets and edit:tickets (and read:customers).", TICKETS_AND_CUSTOMERS, 0),
    (
        "Select the 'edit:tickets' permission to close tickets and 'read:customers' to list customers.",
        "edit:tickets read:customers",
        0,
    ),
    ("Read:tickets, Edit:tickets & Read:customers are needed", TICKETS_AND_CUSTOMERS, 0),
    (
        "read:tickets – lets it read what was reported\nedit:tickets (to answer)\nread:customers: the inventory",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    // Markdown, code, requests.
    (
        "- **Permissions:** grant `edit:tickets`, `edit:assets`, and `read:customers`",
        "edit:assets edit:tickets read:customers",
        0,
    ),
    ("**read:tickets**, __edit:tickets__, _read:customers_", TICKETS_AND_CUSTOMERS, 0),
    (
        "read:**tickets**\n[edit:tickets](https://docs.example/edit:invoices)\nread\\:customers",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    ("\"scopes\": [\"read:tickets\", \"edit:tickets\", \"read:customers\"]", TICKETS_AND_CUSTOMERS, 0),
    (
        "[{\"name\":\"read:tickets\"},{\"name\":\"edit:tickets\"},{\"name\":\"read:customers\"}]",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    (
        "grant_type=client_credentials&scope=read%3Atickets%20edit%3Atickets+read:customers",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    (
        "\"scope\": \"openid email profile offline_access roles read:tickets edit:tickets read:customers\"",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    ("HALO_SCOPE = 'read:tickets edit:tickets read:customers'", TICKETS_AND_CUSTOMERS, 0),
    // Tables.
    ("| read:tickets | Yes |\n| edit:tickets | Yes |\n| read:customers | ✓ |", TICKETS_AND_CUSTOMERS, 0),
    (
        "API PermissionsAgent Permissions\nTeams: AllYes\nRead:ticketsYes\nEdit: ticketsYes\nRead:customersYes",
        "all:teams read:tickets edit:tickets read:customers",
        0,
    ),
    (
        "Scope\tUsage\nread:tickets\tWhat it opened\nedit:tickets\tCreate and update tickets\nread:customers\tThe inventory",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    (
        "read:tickets\nRead what it opened\nedit:tickets\nCreate and update tickets\nread:projects\nRead Projects\nall:teams\nRead Teams and Members",
        "read:tickets edit:tickets read:projects all:teams",
        0,
    ),
    (
        "| Area | Access |\n|---|---|\n| Tickets | Read, Edit |\n| Customers | Read |",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    ("Read\tTickets, Customers\nEdit\tTickets", TICKETS_AND_CUSTOMERS, 0),
    // HTML.
    ("<ul><li>read:tickets</li><li>edit:tickets</li><li>read:customers</li></ul>", TICKETS_AND_CUSTOMERS, 0),
    (
        "<p>Enable <code>read:tickets</code>, <code>edit:tickets</code> and <b>read:</b>customers</p>",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    (
        "<table><tr><th>Permission</th><th>Needed</th></tr><tr>\n <td>\n read:tickets</td>\n <td>Yes</td></tr><tr><td><p>edit:tickets</p></td><td><p>Yes</p></td></tr><tr><td>read:customers<br>read:assets</td></tr></table>",
        "read:assets read:tickets edit:tickets read:customers",
        0,
    ),
    (
        "<style>p { text-align:left; edit:invoices }</style><!-- edit:sales --><script>read:kb</SCRIPT>read&colon;tickets&nbsp;edit&#58;tickets, read&#x3A;customers",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    (
        "<TD CLASS=x>Tickets</TD><TD>Read &amp; edit</TD></TR><TR><TD>Customers</TD><TD>Read</TD>",
        TICKETS_AND_CUSTOMERS,
        0,
    ),
    // Separators lost in copying.
    ("read:customersread:assets", "read:assets read:customers", 0),
    ("read:customersread:assetsedit:tickets", "read:assets read:customers edit:tickets", 0),
    ("Edit:ticketsRead:tickets", "edit:tickets read:tickets", 0),
    ("Permissions:read:tickets, scope:edit:tickets", "edit:tickets read:tickets", 0),
    // In words.
    (
        "1. Read: Customers\n2. Read and edit: Contracts\n3. Read and edit: Items",
        "read:customers read:contracts edit:contracts read:items edit:items",
        0,
    ),
    ("read and edit: contracts", "read:contracts edit:contracts", 0),
    ("Contracts: read & edit", "read:contracts edit:contracts", 0),
    ("Contracts: Read, Edit; Items: Read", "read:contracts edit:contracts read:items", 0),
    ("• read/edit tickets\n• read customers", TICKETS_AND_CUSTOMERS, 0),
    ("Read/Edit tickets, Read customers", TICKETS_AND_CUSTOMERS, 0),
    ("Read Tickets", "read:tickets", 0),
    ("Tickets (Read/Edit)\nCustomers (Read)", TICKETS_AND_CUSTOMERS, 0),
    ("Tickets – Read and edit\nCustomers – Read", TICKETS_AND_CUSTOMERS, 0),
    ("Permissions: read tickets, edit tickets, read customers", TICKETS_AND_CUSTOMERS, 0),
    ("Read: tickets, customers\nEdit: tickets", TICKETS_AND_CUSTOMERS, 0),
    ("read/edit:tickets and read:customers", TICKETS_AND_CUSTOMERS, 0),
    ("tickets:read tickets:edit customers:read", TICKETS_AND_CUSTOMERS, 0),
    ("Read: Distribution Lists, Software Licensing", "read:distributionlists read:softwarelicensing", 0),
    (
        "Edit Mine: Timesheets\nAccess: Chat\nAccess: AD Password Reset",
        "editMine:timesheets access:chat access:adpasswordreset",
        0,
    ),
    ("editmine:timesheets", "editMine:timesheets", 0),
    // A heading and what is below it.
    (
        "Read/Edit:\nTickets\nCustomers\n\nRead:\n• Assets",
        "read:tickets edit:tickets read:customers edit:customers read:assets",
        0,
    ),
    (
        "• Admin\n  • webhooks\n• All\n  • teams\n• Read/Edit:\n  • Tickets\n  • Customers\n\nThe all:teams permission is required.",
        "all:teams read:tickets edit:tickets read:customers edit:customers",
        1,
    ),
    ("Tickets:\n- Read\n- Edit\nCustomers:\n- Read", TICKETS_AND_CUSTOMERS, 0),
    // Broad permissions.
    ("all", "all", 0),
    ("\"all\"", "all", 0),
    ("all, all:teams", "all all:teams", 0),
    ("all all:teams", "all all:teams", 0),
    ("all:standard\nall:teams\nadmin:webhooks", "all:standard all:teams admin:webhooks", 0),
    ("Permissions: all", "all", 0),
    ("HALO_SCOPE       = all", "all", 0),
    ("\"scope\": \"all\"", "all", 0),
    ("| Permissions | all |", "all", 0),
    ("Enable these permissions:\n- all\nThen save.", "all", 0),
    ("admin\nread:customers\nedit:customers", "admin read:customers edit:customers", 0),
    ("\"admin\"\n\"read:customers\"", "admin read:customers", 0),
];

#[test]
fn every_shape_that_vendors_pages_have_is_understood() {
    assert!(SHAPES.len() >= 40);
    for (text, expected, questions) in SHAPES {
        assert_eq!(found(text), sorted(expected), "{text}");
        let pasted = read(text);
        assert_eq!(pasted.near.len(), *questions, "{text}: {:?}", pasted.near);
        assert!(pasted.not_understood.is_empty() && !pasted.truncated, "{text}: {pasted:?}");
    }
}

/// A text with its questions. No permission is found in it.
const QUESTIONS: &[(&str, &[&str])] = &[
    // Not HaloPSA's names.
    ("read:client", &["read:client → read:customers (OtherName)"]),
    (
        "read:clients, edit:sites",
        &["read:clients → read:customers (OtherName)", "edit:sites → edit:customers (OtherName)"],
    ),
    ("admin:webhook", &["admin:webhook → admin:webhooks (OtherName)"]),
    ("write:tickets", &["write:tickets → edit:tickets (OtherName)"]),
    ("raed:tickets", &["raed:tickets → read:tickets (OtherName)"]),
    ("read:ticktes", &["read:ticktes → read:tickets (OtherName)"]),
    ("Read: Ticktes", &["Read: Ticktes → read:tickets (OtherName)"]),
    ("read-tickets", &["read-tickets → read:tickets (OtherWords)"]),
    ("read_tickets", &["read_tickets → read:tickets (OtherWords)"]),
    ("Read: Purchase Orders", &["Read: Purchase Orders → read:pos (OtherName)"]),
    (
        "- View tickets\n- Edit notes",
        &["View tickets → read:tickets (OtherName)", "Edit notes → edit:tickets (OtherName)"],
    ),
    (
        "Contracts: Read and Modify",
        &["Contracts: Read and Modify → edit:contracts read:contracts (OtherWords)"],
    ),
    ("Read Access to Assets", &["Read Access to Assets → read:assets (OtherWords)"]),
    ("Read access: tickets", &["Read access: tickets → read:tickets (OtherWords)"]),
    // Unknown names.
    ("read:lighthouses", &["read:lighthouses → read:lighthouses (UnknownName)"]),
    ("delete:tickets", &["delete:tickets → delete:tickets (UnknownName)"]),
    ("Read:Roles edit:365groups", &["Read:Roles → Read:Roles (UnknownName)"]),
    ("read:chat", &["read:chat → read:chat (UnknownName)"]),
    // It may not be needed, or only one of two is.
    (
        "It never writes, so you do not need `edit:customers`.",
        &["edit:customers → edit:customers (MaybeNot)"],
    ),
    ("(optional) `read:assets`", &["read:assets → read:assets (MaybeNot)"]),
    ("| edit:tickets | No |", &["edit:tickets → edit:tickets (MaybeNot)"]),
    (
        "Optional:\n- edit:tickets\n- read:kb",
        &["edit:tickets → edit:tickets (MaybeNot)", "read:kb → read:kb (MaybeNot)"],
    ),
    ("Don’t select Edit: Invoices", &[]),
    (
        "read:tickets or edit:tickets",
        &["read:tickets → read:tickets (MaybeNot)", "edit:tickets → edit:tickets (MaybeNot)"],
    ),
    (
        "\"admin:webhook\" OR \"admin\" (if \"admin:webhook\" is there, use that, else select \"admin\")",
        &["admin:webhook → admin:webhooks (MaybeNot)", "admin → admin (MaybeNot)"],
    ),
    // Words that may mean something else.
    ("Select the \"all\" option.", &["all → all (OtherWords)"]),
    ("Set scope to `all` if you are unsure", &["all → all (OtherWords)"]),
    ("Grant all permissions", &["all → all (OtherWords)"]),
    ("Enable: All Teams", &["All Teams → all:teams (OtherWords)"]),
    ("Some text.\nEdit tickets\nMore text.", &["Edit tickets → edit:tickets (OtherWords)"]),
    ("Read: tickets are closed daily", &[]),
    ("Admin\nwebhooks", &["Admin: webhooks → admin:webhooks (OtherWords)"]),
];

#[test]
fn what_is_not_certain_is_asked_about() {
    for (text, questions) in QUESTIONS {
        assert_eq!(found(text), "", "{text}");
        let expected: Vec<String> = questions.iter().map(|&question| question.to_owned()).collect();
        let asked = asked(text);
        // The last one has a second name, which is a known synonym.
        assert_eq!(asked[..expected.len().min(asked.len())], expected, "{text}");
        if !text.contains("365groups") {
            assert_eq!(asked.len(), expected.len(), "{text}: {asked:?}");
        }
    }
    assert_eq!(
        asked("edit:365groups"),
        ["edit:365groups → edit:365groups (UnknownName)"; 0],
        "it begins with a digit"
    );
}

#[test]
fn a_question_that_is_answered_already_is_not_asked() {
    assert!(asked("read:tickets read:actions read:ticket").is_empty());
    assert_eq!(asked("read:actions read:notes"), ["read:actions → read:tickets (OtherName)"], "once");
    assert!(asked("edit:tickets\nYou do not always need edit:tickets").is_empty());
}

#[test]
fn what_takes_no_permission_and_what_is_not_understood_is_listed() {
    let pasted = read("read:tickets read:agents edit:team lighthouses:read read:tickets:mine");
    assert_eq!(names(&pasted.found), "read:tickets");
    assert_eq!(pasted.not_needed, ["read:agents", "edit:team"]);
    assert_eq!(pasted.not_understood, ["lighthouses:read", "read:tickets:mine"]);
    let pasted = read("Read: Tickets, Lighthouses, Assets and more\nEdit: Lighthouses");
    assert_eq!(names(&pasted.found), "read:assets read:tickets");
    assert_eq!(pasted.not_understood, ["Lighthouses", "Edit: Lighthouses"]);
}

/// Text around permissions on such pages. Nothing is found, asked or listed.
const PROSE: &[&str] = &[
    "",
    " \n\t\n",
    "read the tickets page and edit your profile",
    "You can read tickets, edit contracts, and send mail.",
    "First of all, open HaloPSA as an administrator.",
    "Hi all,\nplease read this guide. All customers are synced once a day.",
    "Go to Configuration > Integrations > HaloPSA API and select View Applications.",
    "Click on the Permissions tab, then Edit, then Save.",
    "Set “Allow use of all Customers” to Yes. Select all of the teams.",
    "Note: Setting All permissions on step 10 will cause authentication to fail.",
    "Default Team: *No Default Team*\nWork Hours: 24 Hours\nUsername: vendor_api\nRoles: Administrator",
    "https://acme.halopsa.com/edit:tickets?scope=read:tickets support+read:kb@example.com",
    "10:30 localhost:8080 mailto:x urn:foo std::io::Read Note:this grant_type:client key:value",
    "Ticket types\tAll\nStatus\tAll",
    "Import customers and contacts\nCreate tickets and follow each of them\nSync assets",
    "The vendor reads tickets; its agents edit nothing. Access to the Assets API is read-only.",
    "p { text-align:left; color:inherit } @edit:tickets=\"goToStep(1)\"",
    "Edit user\nView applications\nSave",
    "All\nOpen\nClosed",
];

#[test]
fn prose_ticks_nothing() {
    for text in PROSE {
        let pasted = read(text);
        assert_eq!(pasted, Pasted { agent_rights: pasted.agent_rights, ..Pasted::default() }, "{text}");
    }
}

#[test]
fn rights_of_an_agent_are_no_permissions() {
    for text in [
        "Tickets Access Level\nRead and Modify\nClients Access Level\nRead Only\nCan add new Tickets\nYes",
        "1. Clients Access Level - Read Only\n2. Items Access Level - Read and Modify\n3. Invoices Access Level - Read, Create and Modify",
        "| Feature Access | Tickets | Read and Modify |\n| Customer Access Level | Read and Modify |\n| CRM | Read and Modify |\n| Invoices | Read Only |",
        "ModuleAccess Level\nTicketsRead and Modify\nCustomersRead and Modify\nAssetsRead, Modify and Delete",
        "Tickets\nRead and Modify\nCustomers\nRead Only",
    ] {
        let pasted = read(text);
        assert_eq!(pasted, Pasted { agent_rights: true, ..Pasted::default() }, "{text}");
    }
    let both = read("Tickets Access Level: Read and Modify\n\nread:tickets\nedit:tickets");
    assert_eq!(names(&both.found), "edit:tickets read:tickets");
    assert!(both.agent_rights && both.near.is_empty());
}

#[test]
fn no_secret_is_shown() {
    const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";
    for text in [
        format!("Client ID: {ID}\nClient Secret: {SECRET}\nread:tickets"),
        format!("read:{SECRET} read:{ID} edit: {SECRET}\nread:tickets"),
        format!("{SECRET}:read:tickets\nread:{}\nread:tickets", SECRET.replace('-', "\u{2011}")),
        format!("read:tickets\nRead: {SECRET}, {ID}\ndo not use Read:x{SECRET}"),
        "read:tickets read:7c9e6679742540de944be07fc1f90ae7 secret:abcdef password:hunter".to_owned(),
    ] {
        let pasted = read(&text);
        assert_eq!(names(&pasted.found), "read:tickets", "{text}");
        let shown = format!("{pasted:?}");
        for part in ["7c9e", "0f8f", "1b4e", "a165", "d3cca", "hunter", "abcdef"] {
            assert!(!shown.contains(part), "{part} of {text}: {shown}");
        }
    }
}

#[test]
fn what_is_shown_is_short_and_has_no_hidden_characters() {
    let text = format!("read:light\u{202e}houses\u{7} Read: {}", "x".repeat(500));
    let pasted = read(&text);
    assert_eq!(pasted.near[0].text, "read:lighthouses");
    let long = read(&"Lists, Distribution Lists, ".repeat(40).replace("Lists, D", "Read: D"));
    for text in long.near.iter().map(|near| &near.text).chain(&long.not_understood) {
        assert!(text.chars().count() <= MAX_SHOWN_CHARS + 1, "{text}");
    }
}

#[test]
fn a_text_of_any_length_is_read_quickly_and_answered_shortly() {
    let junk = [
        "read:",
        "read:x ",
        "<",
        "</",
        "<td>",
        "<!--",
        "&#",
        "\t",
        "\n",
        "::",
        "read, ",
        "tickets, ",
        "all ",
        "Read:\nTickets\n",
        "\0",
        "(((",
        "x:y:z:",
        "1. ",
        "7c9e6679-",
        "customersread:",
        "Read: x, ",
        "read:a or ",
        "<style>",
        "https://",
        "é",
    ];
    for piece in junk {
        let text = piece.repeat(10_000_000 / piece.len());
        let began = Instant::now();
        let pasted = read(&text);
        // About a hundred times the time needed, for a build without optimisation on a busy computer.
        assert!(began.elapsed() < Duration::from_secs(20), "{piece:?}: {:?}", began.elapsed());
        assert!(pasted.truncated, "{piece:?}");
        assert!(pasted.near.len() <= MAX_QUESTIONS, "{piece:?}");
        assert!(pasted.not_understood.len().max(pasted.not_needed.len()) <= MAX_LISTED, "{piece:?}");
    }
}

#[test]
fn what_is_left_out_is_said() {
    let longer = format!("read:tickets {} edit:tickets", "x ".repeat(MAX_TEXT_BYTES / 2));
    let pasted = read(&longer);
    assert_eq!((names(&pasted.found).as_str(), pasted.truncated), ("read:tickets", true));
    let letters = (b'a'..=b'z').flat_map(|one| [b'x', b'y'].map(|two| (char::from(one), char::from(two))));
    let names: Vec<String> = letters.map(|(one, two)| format!("read:{one}{two}house")).collect();
    let pasted = read(&names[..MAX_QUESTIONS].join(" "));
    assert_eq!((pasted.near.len(), pasted.truncated), (MAX_QUESTIONS, false));
    let pasted = read(&names.join(" "));
    assert_eq!((pasted.near.len(), pasted.truncated), (MAX_QUESTIONS, true));
}

fn any_list() -> impl Strategy<Value = Vec<&'static str>> {
    let name = (0..catalogue::known().len()).prop_map(|n| catalogue::known()[n].name.name());
    prop::collection::vec(name, 1..30)
}

/// A sentence with words of permissions in it, never next to each other.
fn any_sentence() -> impl Strategy<Value = String> {
    let plain = || {
        prop::sample::select(vec![
            "the", "your", "page", "with", "in", "then", "every", "sync", "vendor", "please", "we", "is",
        ])
    };
    let words = || {
        prop::sample::select(vec![
            "read",
            "edit",
            "all",
            "admin",
            "access",
            "tickets",
            "customers",
            "Contracts",
            "teams",
            "Read",
            "view",
        ])
    };
    let pair = (plain(), words()).prop_map(|(plain, word)| format!("{plain} {word}"));
    let end = prop::sample::select(vec![".", "!", "", ":", ";"]);
    (prop::collection::vec(pair, 1..12), plain(), end)
        .prop_map(|(pairs, last, end)| format!("{} {last}{end}", pairs.join(" ")))
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,300}|[ -~\\n\\t]{0,300}|([a-z:, <>/&;|\"-]|read|edit|tickets|teams|all|\n){0,120}") {
        let pasted = read(&text);
        prop_assert!(pasted.near.iter().all(|near| !near.suggested.is_empty() && !near.text.is_empty()));
        let shown = pasted.near.iter().map(|near| &near.text).chain(&pasted.not_understood).chain(&pasted.not_needed);
        for text in shown {
            prop_assert_eq!(&plain(text), text);
            prop_assert!(text.chars().count() <= MAX_SHOWN_CHARS + 1);
        }
        prop_assert!(pasted.near.iter().flat_map(|near| &near.suggested).all(|p| !pasted.found.contains(p)));
        prop_assert!(pasted.found.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_name_alone_is_found_in_any_case_and_quotation(n in 0..100usize, capitals in any::<u32>(), around in prop::sample::select(vec![("", ""), ("\"", "\""), ("`", "`"), ("- ", ""), ("3. ", "."), ("<li>", "</li>"), ("**", "**"), (" ", "\r\n")])) {
        let known = &catalogue::known()[n % catalogue::known().len()];
        let name: String = known.name.name().chars().enumerate().map(|(at, c)| if capitals >> (at % 32) & 1 == 1 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
        let pasted = read(&format!("{}{name}{}", around.0, around.1));
        prop_assert_eq!(pasted, Pasted { found: vec![known.name.clone()], ..Pasted::default() });
    }

    #[test]
    fn order_and_repetition_change_nothing(list in any_list(), again in any_list(), between in prop::sample::select(vec![" ", ", ", "\n", "\n• ", "\t", " | "])) {
        let expected = found(&list.join(between));
        prop_assert_eq!(&expected, &sorted(&list.join(" ")));
        let mut turned: Vec<&str> = list.iter().rev().chain(&list).copied().collect();
        turned.extend(again.iter().filter(|name| list.contains(name)));
        prop_assert_eq!(found(&turned.join(between)), expected);
    }

    #[test]
    fn sentences_with_such_words_tick_nothing(sentences in prop::collection::vec(any_sentence(), 1..6)) {
        for between in [" ", "\n", "\n- "] {
            let text = sentences.join(between);
            prop_assert_eq!(found(&text), "", "{}", text);
        }
    }

    #[test]
    fn what_stands_around_a_list_does_not_change_it(before in any_sentence(), list in any_list(), after in any_sentence()) {
        let text = format!("{before}\n{}\n{after}", list.join(", "));
        let named: Vec<&str> = list.iter().copied().filter(|name| name.contains(':')).collect();
        for name in named {
            prop_assert!(read(&text).found.iter().any(|p| p.is(name)), "{} in {}", name, text);
        }
    }
}

/// Texts, and what is not understood in them.
const LEFT_OVER: &[(&str, &[&str])] = &[
    ("Teams", &["Teams"]),
    ("Tickets\nCustomers\nAssets", &["Tickets", "Customers", "Assets"]),
    ("Tickets: Read\nTeams\nAgents\nAssets: Read", &["Teams", "Agents"]),
    ("- Tickets: Read\n- Teams\n\n- Assets: Read", &["Teams"]),
    ("read:tickets\nTeams\nedit:assets", &["Teams"]),
    ("Invoices: Create", &["Invoices: Create"]),
    ("Tickets: Create, Read, Update and Delete", &["Tickets: Create, Read, Update and Delete"]),
    ("Customers – R/W\nSome text about it.", &["Customers – R/W"]),
    ("Tickets | CRUD |", &["Tickets | CRUD"]),
    ("Tickets\tManage", &["Tickets Manage"]),
    ("Tickets (create)", &["Tickets (create)"]),
    ("Tickets: Read\nInvoices: Standard\nCustomers: Edit", &["Invoices: Standard"]),
    ("Tickets: Read\nLighthouses: Read\nCustomers: Edit", &["Lighthouses: Read"]),
    ("- Read tickets\n- Edit lighthouses\n- Read customers", &["Edit lighthouses"]),
    ("<ul><li><p>Tickets: Read</p></li><li><p>Teams</p></li></ul>", &["Teams"]),
];

#[test]
fn a_line_that_is_meant_and_not_understood_is_named() {
    for (text, expected) in LEFT_OVER {
        let pasted = read(text);
        assert_eq!(pasted.not_understood, *expected, "{text}: {pasted:?}");
    }
}

/// The same words where they are headings, steps, or settings of something else.
const NOT_MEANT: &[&str] = &[
    "Tickets\nAlerts become tickets within a minute.\nAssets\nDevices are synced each night.",
    "Permissions:\nread:tickets\nedit:tickets\n\nTickets\nThe vendor opens one for each alert.",
    "Client: Acme\nProduct: Harbour Alarm\nNote: restart it",
    "Default Team: Support\nAgent: vendor_api\nTicket: 4711\nSite: Main office",
    "Tickets: none\nInvoices: No access\nThe rest is optional.",
    "Calendar: Yes\nSend a copy of it.",
    "Mode: Read\nStep: Edit",
    "1. Edit user\n2. Read manual",
    "What it syncs\tHow often\nTickets\tHourly\nCustomers\tDaily",
    "read:tickets\nRead what it opened\nedit:tickets\nEdit what it opened",
];

#[test]
fn a_line_that_only_has_such_words_is_not_named() {
    for text in NOT_MEANT {
        assert_eq!(read(text).not_understood, [""; 0], "{text}");
    }
}

#[test]
fn full_access_is_a_question() {
    for (text, question) in [
        ("Invoices: Full", "Invoices: Full → edit:invoices (OtherName)"),
        ("Tickets: Full access", "Tickets: Full → edit:tickets (OtherName)"),
        ("Full access to tickets", "Full access to tickets → edit:tickets (OtherWords)"),
        ("Full control: customers", "Full control: customers → edit:customers (OtherWords)"),
        ("| Tickets | Full |", "Tickets: edit → edit:tickets (OtherName)"),
        ("Full:\n- Tickets", "Full: Tickets → edit:tickets (OtherName)"),
    ] {
        assert_eq!((found(text).as_str(), asked(text)), ("", vec![question.to_owned()]), "{text}");
    }
    let text = "Tickets: Full\nInvoices: Read\nAssets – Full";
    assert_eq!(found(text), "read:invoices");
    assert_eq!(asked(text).len(), 2);
    for prose in ["Full calendar", "- Full calendar", "Full customers are synced.", "Read the full ticket"] {
        assert_eq!(read(prose), Pasted::default(), "{prose}");
    }
}

#[test]
fn read_only_is_asked_about_with_and_without_a_colon() {
    for text in [
        "Assets: Read only",
        "Assets read only",
        "Assets – Read-only",
        "- Assets Read Only",
        "Read only assets",
    ] {
        assert_eq!(found(text), "", "{text}");
        let near = read(text).near;
        assert_eq!((near.len(), names(&near[0].suggested).as_str()), (1, "read:assets"), "{text}");
    }
    let agents = read("Tickets Access Level: Read and Modify\nAssets Read Only\nCRM Read and Modify");
    assert_eq!(agents, Pasted { agent_rights: true, ..Pasted::default() });
}

#[test]
fn a_permission_for_teams_is_asked_about_with_its_reason() {
    assert_eq!(asked("read:teams"), ["read:teams → all:teams (PerhapsAllTeams)"]);
    assert_eq!(
        asked("Read: tickets, teams, clients"),
        [
            "read:teams → all:teams (PerhapsAllTeams)",
            "Read: tickets, teams, clients → read:customers (OtherName)"
        ]
    );
    assert!(asked("read:teams all:teams").is_empty());
}
