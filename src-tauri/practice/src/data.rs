//! The records that the API lists: a few invented rows for each of the contract's read probes.

use serde_json::{Value, json};

use crate::people::{self, CUSTOMERS, TEAMS, customer_name};

/// One kind of record.
pub(crate) struct Kind {
    /// Its path below `/api/`, in lower case.
    pub(crate) path: &'static str,
    /// The field under which an object has the list.
    pub(crate) plural: &'static str,
    /// The permission that reading it needs; `None`: any agent's token is enough.
    pub(crate) permission: Option<&'static str>,
    /// Whether it supports paging (and is wrapped in the dialect with mixed lists).
    pub(crate) pages: bool,
    /// The field with a row's name.
    label: &'static str,
    /// Id, name, and the customer's id (0: it belongs to none).
    rows: &'static [(u32, &'static str, u32)],
}

impl Kind {
    /// The area that an agent needs rights for: the permission without its `read:` or `editMine:`.
    pub(crate) fn area(&self) -> &'static str {
        let name = self.permission.unwrap_or_default();
        name.strip_prefix("read:").or_else(|| name.strip_prefix("editMine:")).unwrap_or(name)
    }

    /// Its rows.
    pub(crate) fn rows(&self) -> Vec<Row> {
        if self.path == "team" {
            let row = |team| Row { customer: 0, team: None, json: team };
            return people::teams().into_iter().map(row).collect();
        }
        self.rows
            .iter()
            .map(|(id, name, customer)| {
                let mut row = json!({ "id": id, self.label: name, "inactive": false });
                if *customer != 0 {
                    row["client_id"] = json!(customer);
                    row["client_name"] = json!(customer_name(*customer));
                }
                let team = (self.path == "tickets").then(|| team_of_ticket(*id));
                if let Some(team) = team {
                    row["team"] = json!(team);
                }
                // Dates without a zone are UTC; 1900 means empty (contract).
                row["datecreated"] = json!(date(*id));
                row["dateclosed"] = json!("1900-01-01T00:00:00");
                Row { customer: *customer, team, json: row }
            })
            .collect()
    }
}

/// A row, and what decides which agents may see it.
pub(crate) struct Row {
    /// The customer's id; 0: it belongs to none.
    pub(crate) customer: u32,
    /// The name of the team that works on it; `None`: it belongs to no team.
    pub(crate) team: Option<&'static str>,
    /// The row as the API sends it.
    pub(crate) json: Value,
}

/// These rows repeated under other ids until they have at least so many bytes. No rows stay no rows.
pub(crate) fn repeated(rows: Vec<Row>, bytes: usize) -> Vec<Row> {
    let once: usize = rows.iter().map(|row| row.json.to_string().len()).sum();
    if once == 0 {
        return rows;
    }
    let mut all = Vec::new();
    for round in 0..=bytes / once {
        for row in &rows {
            let mut json = row.json.clone();
            if let Some(id) = json["id"].as_u64() {
                json["id"] = json!(id + round as u64 * 1_000);
            }
            all.push(Row { json, ..*row });
        }
    }
    all
}

/// The team of the ticket with this id, chosen so that every team has a ticket of every customer.
fn team_of_ticket(id: u32) -> &'static str {
    let id = id as usize;
    TEAMS[(id / TEAMS.len() + id) % TEAMS.len()]
}

/// The creation date of the record with this id: invented, in UTC without a zone (contract).
pub(crate) fn date(id: u32) -> String {
    format!("2025-10-{:02}T08:30:00", id % 28 + 1)
}

/// The kind that is listed at this path, which must be in lower case.
pub(crate) fn kind(path: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.path == path)
}

const fn paged(
    path: &'static str,
    plural: &'static str,
    permission: &'static str,
    label: &'static str,
    rows: &'static [(u32, &'static str, u32)],
) -> Kind {
    Kind { path, plural, permission: Some(permission), pages: true, label, rows }
}

/// All kinds. Which permission guards which path is the contract's guess from the names.
pub(crate) const KINDS: &[Kind] = &[
    paged(
        "tickets",
        "tickets",
        "read:tickets",
        "summary",
        &[
            (1001, "The oven's thermometer reports the weather", 1),
            (1002, "The lamp's dashboard is too bright", 2),
            (1003, "A printer folds every page into a crane", 3),
            (1004, "The robot's keyboard types by itself", 4),
            (1005, "New starter: one more baker", 1),
            (1006, "The foghorn plays the radio", 2),
            (1007, "The conveyor belt asks for a password", 3),
            (1008, "A wind-up mouse clicks twice", 4),
            (1009, "Every loaf prints its own label", 1),
            (1010, "The stairs report as offline", 2),
            (1011, "Cranes leave the outbox at dusk", 3),
            (1012, "The workbench shows yesterday", 4),
            (1013, "The till speaks in rhymes", 1),
            (1014, "A seagull is in the mailing list", 2),
            (1015, "Paper sizes have changed places", 3),
            (1016, "One robot is signed in twice", 4),
        ],
    ),
    paged("client", "clients", "read:customers", "name", CUSTOMERS),
    paged(
        "site",
        "sites",
        "read:customers",
        "name",
        &[
            (11, "Copper Kettle – Ground floor", 1),
            (12, "Moonbeam – North rock", 2),
            (13, "Paper Crane – Folding hall", 3),
            (14, "Tin Robot – Workbench", 4),
        ],
    ),
    paged(
        "users",
        "users",
        "read:customers",
        "name",
        &[
            (21, "Bram Imaginary", 1),
            (22, "Lucia Fictional", 2),
            (23, "Odette Pretend", 3),
            (24, "Tobias Madeup", 4),
        ],
    ),
    paged(
        "crmnote",
        "crmnotes",
        "read:crm",
        "note",
        &[
            (31, "Would like a second lamp next spring", 2),
            (32, "Asked for a longer conveyor", 3),
            (33, "Prefers to be called before noon", 1),
            (34, "Collects broken keyboards", 4),
        ],
    ),
    paged(
        "clientcontract",
        "contracts",
        "read:contracts",
        "ref",
        &[
            (41, "Everything looked after", 1),
            (42, "Nights and storms", 2),
            (43, "Backups only", 4),
            (44, "Folding machines, yearly", 3),
        ],
    ),
    paged(
        "supplier",
        "suppliers",
        "read:suppliers",
        "name",
        &[
            (51, "Cardboard Cloud Wholesale", 0),
            (52, "Gingerbread Cables", 0),
            (53, "Velvet Switch Company", 0),
        ],
    ),
    paged(
        "item",
        "items",
        "read:items",
        "name",
        &[(61, "Patch cable, gingerbread, 2 m", 0), (62, "Tin keyboard", 0), (63, "Lamp oil, digital", 0)],
    ),
    paged(
        "projects",
        "projects",
        "read:projects",
        "summary",
        &[
            (2001, "Move the lighthouse to the cloud", 2),
            (2002, "Fold the warehouse network", 3),
            (2003, "A kettle in every office", 1),
            (2004, "Teach the robots to queue", 4),
        ],
    ),
    // HaloPSA stores opportunities as tickets, so the list has the tickets' name [guess].
    paged(
        "opportunities",
        "tickets",
        "read:sales",
        "summary",
        &[
            (3001, "Forty tin keyboards", 4),
            (3002, "A second lamp", 2),
            (3003, "Crane-shaped phones", 3),
            (3004, "An oven that answers", 1),
        ],
    ),
    paged(
        "quotation",
        "quotes",
        "read:quotes",
        "title",
        &[
            (71, "Second lamp, with oil", 2),
            (72, "Forty tin keyboards", 4),
            (73, "Folding machine, used", 3),
            (74, "Oven, with conversation", 1),
        ],
    ),
    paged(
        "salesorder",
        "orders",
        "read:sos",
        "title",
        &[
            (81, "Lamp oil for a year", 2),
            (82, "Oven sensors", 1),
            (83, "Cables by the metre", 3),
            (84, "Springs, assorted", 4),
        ],
    ),
    paged(
        "purchaseorder",
        "purchaseorders",
        "read:pos",
        "title",
        &[
            (91, "From Gingerbread Cables", 0),
            (92, "From Velvet Switch Company", 0),
            (93, "From Cardboard Cloud Wholesale", 0),
        ],
    ),
    paged(
        "invoice",
        "invoices",
        "read:invoices",
        "thirdpartyinvoicenumber",
        &[
            (101, "PRACTICE-0101", 1),
            (102, "PRACTICE-0102", 2),
            (103, "PRACTICE-0103", 4),
            (104, "PRACTICE-0104", 3),
        ],
    ),
    paged(
        "report",
        "reports",
        "read:reporting",
        "name",
        &[
            (111, "Tickets per full moon", 0),
            (112, "Kettles by floor", 0),
            (113, "Hours that nobody booked", 0),
        ],
    ),
    paged(
        "timesheetevent",
        "events",
        "read:timesheets",
        "subject",
        &[
            (121, "Cleaned the lamp's dashboard", 2),
            (122, "Unfolded a printer", 3),
            (123, "Talked to the robot", 4),
            (124, "Descaled the network", 1),
        ],
    ),
    paged(
        "softwarelicence",
        "licences",
        "read:softwarelicensing",
        "name",
        &[
            (131, "Sundial Pro", 2),
            (132, "Origami Office", 3),
            (133, "Oven OS", 1),
            (134, "Clockwork Studio", 4),
        ],
    ),
    paged(
        "kbarticle",
        "articles",
        "read:kb",
        "name",
        &[
            (141, "How to dim a lighthouse", 0),
            (142, "When a printer folds", 0),
            (143, "Kettles: frequent questions", 0),
        ],
    ),
    paged(
        "asset",
        "assets",
        "read:assets",
        "inventory_number",
        &[(151, "LAMP-01", 2), (152, "OVEN-07", 1), (153, "CRANE-PRINTER-3", 3), (154, "ROBOT-KEYBOARD", 4)],
    ),
    Kind {
        pages: false,
        ..paged(
            "distributionlists",
            "distributionlists",
            "read:distributionlists",
            "name",
            &[
                (161, "All lighthouse keepers", 0),
                (162, "Bakers, early shift", 0),
                (163, "Everybody invented", 0),
            ],
        )
    },
    paged(
        "appointment",
        "appointments",
        "read:calendar",
        "subject",
        &[
            (171, "Lamp inspection", 2),
            (172, "Kettle training", 1),
            (173, "Robot's birthday", 4),
            (174, "Counting the cranes", 3),
        ],
    ),
    Kind {
        pages: false,
        ..paged(
            "webhook",
            "webhooks",
            "admin:webhooks",
            "name",
            &[(181, "Ring the ship's bell", 0), (182, "Tell the oven", 0), (183, "Blink twice", 0)],
        )
    },
    // The caller's own, which `edit:timesheets` doesn't include (contract).
    paged(
        "timesheetevent/mine",
        "events",
        "editMine:timesheets",
        "subject",
        &[(191, "Counted the cranes", 3), (192, "Listened to the foghorn", 2)],
    ),
    Kind {
        pages: false,
        ..paged(
            "timesheet/mine",
            "timesheets",
            "editMine:timesheets",
            "subject",
            &[(201, "Monday, mostly kettles", 0), (202, "Tuesday, in the lamp room", 0)],
        )
    },
    Kind { permission: None, pages: false, ..paged("team", "teams", "", "name", &[]) },
];
