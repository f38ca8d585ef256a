## The pages that are rendered in Rust

practice = Practice.
    .about = Sample data only. Nothing reaches your HaloPSA.
practice-stop = Stop practising
stop-practising-title = Stop practising?
stop-practising-text = Everything you set up in practice is deleted.
keep-practising = Keep practising
step-line = Step { $count } of { $all } · { $step }
steps = Steps
    .done = (done)
sign-out = Sign out
to-connections = Connections
ago-now = just now
ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
  }
ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
  }
ago-yesterday = yesterday
ago-days = { $count } days ago
ago-date = { $date }

# new

new-title = Which product do you want to connect?
new-search = Search products
    .placeholder = Search { $count } products, or type the name of yours
new-unlisted = “{ $name }” isn’t in the list. It works too.
    .continue = Continue with { $name }
new-practise = New here?
    .do = Try it with sample data
lost-own = Your connections
lost-others = Not set up by Latchkey

# A proof

tested = Tested { $ago }.
test-results = Test results
difference-missing-permissions = Missing: { $permissions }.

# Values to copy

hidden = hidden
copy-it = Copy
copy-what = Copy { $what }
copied-it = Copied

# Steps of a set-up

step-to-sign-in = Sign in
step-to-address = Address
step-to-agent = Choose an agent
step-to-review = Review and create
step-to-guide = Do it in HaloPSA
step-to-new-secret = New secret
step-to-done = Finish in { $product }

# done

done-created = Created and tested. The secret is saved in { $os ->
    [windows] Windows Credential Manager
    [macos] your keychain
   *[other] your keyring
  }.
    .practice = Created and tested. The practice secret is kept in memory only.
done-renewed = The new secret works. It’s saved in { $os ->
    [windows] Windows Credential Manager
    [macos] your keychain
   *[other] your keyring
  }.
    .practice = The new secret works. In practice it’s kept in memory only.
done-place = In { $product }, open [{ $place }].
done-open = In { $product }, open the page that asks for HaloPSA credentials.
done-copy = Copy these values into it.
done-then = Press [{ $test }], then [{ $finish }].
done-then-test = Press [{ $test }].
done-then-finish = Press [{ $finish }].
done-then-anywhere = Test the connection there, if { $product } has a button for that.
done-again = You can copy these again any time from Connections.
done-source = From the vendor’s instructions, seen on { $date }.
    .open = Open instructions
done = Done
for-real = Now do it for real
done-not-copied = You haven’t copied the secret
    .about = { $product } needs the client secret. You can copy it later from Connections.
    .stay = Stay here
    .leave = Leave anyway
likely-causes = Likely causes

# index

new-connection = New connection
test-all = Test all
stop-testing = Stop testing
testing = Testing…
test-it = Test
test-now = Test now
unfinished = Continue where you left off
unfinished-unreadable = A set-up that can’t be read
unfinished-file-damaged = Its file is damaged
unfinished-in-halo = “{ $name }” may be in HaloPSA
unfinished-secret = New secret
unfinished-address = No address yet
unfinished-no-agent = No agent yet
unfinished-ready = Not created yet
unfinished-undo-in-halo = Undo in HaloPSA
unfinished-removed = Removed.
continue-it = Continue
continue-with = Continue with { $what }
more-for = More for { $what }
copy-from = Copy from { $what }
find-connection = Find a connection
no-connections = No connections yet. The ones you set up appear here.
no-connection-found = No connection found
remove-it = Remove…
remove-anyway = Remove anyway
remove-set-up = Remove this set-up?
    .about = Your answers and the secret are deleted from this computer.
    .confirm = Remove
remove-set-up-remains = HaloPSA doesn’t change. If you’ve pressed [Save] there, delete the application in HaloPSA yourself.
remove-set-up-created = “{ $name }” may be in HaloPSA already, and stays there. To delete it as well, cancel and choose [Undo in HaloPSA].
remove-set-up-new-secret = HaloPSA doesn’t change. If you’ve saved a new secret there, the old one no longer works.

# connection

new-secret-for = New secret
details = Details
not-known = Not known
fact-address = HaloPSA address
fact-agent = Agent
fact-application = Application
fact-since = Set up
fact-tested = Last tested
fact-permissions = Permissions
fact-keychain = { $os ->
    [windows] In Credential Manager
    [macos] In your keychain
   *[other] In your keyring
  }
    .practice = Practice: in memory only
renew = Make a new secret?
    .about = The old secret stops working when you save the new one in HaloPSA. Everything that uses it needs the new one.
    .confirm = Show me how
remove-connection = Remove this connection?
    .about = The secret is deleted from this computer. Nobody can show it again.
    .remains = The application “{ $name }” stays in HaloPSA, and { $product } keeps working. To end that as well, delete the application in HaloPSA.
    .confirm = Remove

# permissions

permissions-title-for = What does { $product } need?
permissions-secret-title = What may { $product } do?
permissions-lead = Paste the list from its instructions, or start from one of these.
permissions-lead-listed = The vendor’s list is chosen. Change it only if your instructions say so.
paste-list = Paste the list from { $product }’s instructions
    .placeholder = read:tickets, edit:tickets, Customers: Read and modify…
pasted-found = { $count ->
    [one] 1 found: { $permissions }
   *[other] { $count } found: { $permissions }
  }
pasted-near = Does “{ $text }” mean one of these?
pasted-add = Add { $permission }
pasted-not-needed = No permission needed: { $names }.
pasted-agent-rights = Some lines describe the agent’s role. Set those in HaloPSA, on the agent.
pasted-not-understood = Not understood: { $names }
pasted-truncated = The text is too long. Only its beginning was read.
pasted-nothing = No permissions found in this text.
start-from = Or start from
start-list = The vendor’s lists
start-tickets = Tickets
    .about = See and change tickets
start-devices = Devices
    .about = Devices and documentation
start-billing = Billing
    .about = Contracts and invoices
start-everything = Full access
    .about = Everything, with settings
start-list-minimum = Required
start-list-with-kb-sync = With the knowledge base
start-list-example = Recommended
start-list-full = Recommended
start-list-partial = Known so far
start-list-earlier = Earlier list
start-list-asked-for = What it asks for
start-list-standard = All but administration
start-list-all = Full access
source-seen = From the vendor’s documentation, seen on { $date }.
source-unseen = From the vendor’s documentation, not rechecked recently.
source-open = Open page
permissions-chosen = { $count ->
    [0] Nothing chosen yet.
    [one] 1 permission:
   *[other] { $count } permissions:
  }
permissions-one-by-one = Choose one by one
permission-included = Included in another permission
permission-by-name = Another permission, by its name
    .add = Add
leave-out = Leave out { $what }
leave-out-it = Leave out
vendor-notes = Notes on { $product }
access-of = { $area } ({ $verbs })

# agent

agent-lead = The HaloPSA account that { $product } works as. It sees only what this agent can see.
agent-needs = { $product } needs:
needs-own = its own account
needs-api-only = API-only
needs-administrator = an administrator
needs-own-role = a role of its own
needs-fitting-role = roles that match its permissions
needs-a-team = its teams
needs-all-teams = all teams
needs-no-default-team = no default team
needs-all-customers = all customers
needs-around-the-clock = working hours all day
needs-owns-tickets = tickets it creates belong to the agent
agent-name = Agent
    .hint = The agent’s name as HaloPSA shows it. An API-only agent made for { $product } is best.
agent-api-only = API-only
agent-its-own = its own account
agent-used = used by another application
agent-no-team = in no team
agent-administrator = administrator
agent-not-administrator = not an administrator
agent-own = your own account
agent-person = a person’s account
agent-teams = { $teams ->
    [one] 1 team
   *[other] { $teams } teams
  }
agent-teams-of = { $teams } of { $all } teams
agent-all-customers = all customers
agent-customers = { $count ->
    [one] only 1 customer
   *[other] only { $count } customers
  }
agent-roles = { $count ->
    [0] role: { $roles }
   *[other] roles: { $roles } and { $count } more
  }
agent-no-role = no role
agent-role-too-small = role doesn’t match the permissions
agent-recommended = Recommended
agent-chosen = Chosen
agent-find = Find an agent
agent-not-chosen = Choose an agent
    .advice = If none is right, create one in HaloPSA and refresh the list.
agents-recommended = Recommended
agents-none-fit-new = None of these is a clear choice. An API-only agent made for this product is best.
    .empty = HaloPSA lists no agents. Create one for this product.
agents-other = { $count ->
    [one] 1 other agent
   *[other] { $count } other agents
  }
agents-type-to-find = { $count ->
    [one] 1 more. Type part of a name to find it.
   *[other] { $count } more. Type part of a name to find one.
  }
agents-nobody = No agent has this in its name.
agents-being-read = Reading the agents from HaloPSA…
agents-read = { $count ->
    [one] 1 agent
   *[other] { $count } agents
  }
agents-missing = { $count ->
    [one] One more agent can’t be read, so it isn’t listed.
   *[other] { $count } more agents can’t be read, so they aren’t listed.
  }
agent-create = None of these? Create an agent
    .by-hand = Create an agent
    .one = In HaloPSA, go to [Configuration > Teams & Agents > Agents] and click [New].
    .two = Name it { $product } and tick [Is an API-only Agent].
    .three = Add it to a team, and give it roles for what { $product } needs. Save it.
    .then = Come back here and refresh the list.
open-halopsa = Open HaloPSA
refresh-list = Refresh list
name-in-halopsa = Name in HaloPSA
    .hint = Shown in HaloPSA’s list of applications.
name-is-taken = “{ $name }” is taken in HaloPSA
    .advice = With another name, you can tell the two apart.
name-use = Use “{ $name }”
name-use-twice = Create a second one
name-unchecked = { $count ->
    [one] One application in HaloPSA can’t be read, so this name may be taken.
   *[other] { $count } applications in HaloPSA can’t be read, so this name may be taken.
  }

# Signing in

signing-in-asked = Sign in to continue
    .about = Nobody is signed in to HaloPSA now. Your answers are kept.
signing-in-do = Sign in
signing-in-busy = Signing in…
signing-in-window = Continue in the sign-in window
    .check = Check the address in the window’s title before you enter your password.
    .practising = User name and password are filled in there. Press the button.
    .password = Latchkey doesn’t read or keep your password. The window closes by itself.
signing-in-show = Show window
signing-in-look = Signed in. Reading HaloPSA’s applications…
signing-in-fails = Sign-in doesn’t work here
    .about = Some sign-in services and passkeys don’t work in embedded windows. You can do it by hand in your own browser; your answers are kept.
signing-in-other = Sign in as someone else
signing-in-accept = Continue as { $name }
signing-in-done = Signed in.
other-ways-title = Can’t sign in here?
by-hand-do = Do it by hand
    .about = In your browser, step by step
by-hand-anyway = Continue by hand anyway
instructions-save = Save instructions

# connect

connect-title-new = Sign in to HaloPSA
connect-address-title = Your HaloPSA address
connect-lead = Latchkey creates the application for { $product } in your HaloPSA.
connect-lead-practice = Sign in as you would in your own HaloPSA.
connect-lead-by-hand = Latchkey shows you each step to do in your own browser.
connect-address = HaloPSA address
    .hint = Paste the address of any HaloPSA page from your browser.
    .placeholder = acme.halopsa.com
connect-address-set = Filled in by the administrator of this computer. You can change it.
connect-address-practice = This is the practice HaloPSA.
connect-own = Stop practising and use another
connect-window = HaloPSA’s own sign-in page opens in a window. Use an administrator account.
connect-window-practice = A practice sign-in page opens in a window, already filled in.
connect-signed-in = Signed in as { $name }
    .application = Signed in with the application { $name }
connect-switch = Switch account
connect-instead = Sign in and let Latchkey do it
connect-elsewhere = Sign in at { $elsewhere }
connect-meant = Use { $address }
connect-insist = Use this address anyway
connect-insist-value = Use this value anyway
authority-lead = Sign in with an API application. Latchkey uses its credentials once and doesn’t keep them.
authority-client-id = Client ID
authority-secret = Client secret
authority-secret-taken = Client secret entered
authority-secret-other = Change
authority-client-id-missing = Enter the Client ID
authority-secret-missing = Enter the client secret
authority-needs-new = The application must log in as an administrator and have the permission [all] or [admin].
authority-practice = Use a practice application
authority-use = Use an API application
    .about = One that may create others
not-administrator-new = I’m not the administrator
    .about = Save instructions to send
    .how = Save instructions with everything you’ve answered, and send them to an administrator.

# guide

guide-count = { $count } of { $all }
guide-progress = Progress
guide-beside = Put beside HaloPSA
guide-full-window = Full window
guide-previous = Previous step
guide-next = Next
guide-skip = Skip
guide-all = All steps
guide-help = I can’t find it
guide-at-open = Open HaloPSA
guide-at-application = Open the application
guide-at-name = Create the application
guide-at-name-there = Check the name
guide-at-settings = Choose three settings
guide-at-agent = Choose the agent
guide-at-client-id = Copy the Client ID
guide-at-secret = Copy the secret
guide-at-secret-anew = Generate a new secret
guide-at-permissions = Tick the permissions
guide-at-save = Save, then copy again
guide-at-test = Test the connection
guide-value-name = Name
guide-value-application = Name
guide-value-agent = Agent
guide-trap-settings = Choose [Login Type] now. Changing it later changes the secret.
guide-trap-agent = Check for similar names. { $product } can do what this agent can.
guide-trap-secret = HaloPSA shows the secret only until you press [Save].
guide-trap-secret-anew = Generate it once only. The old secret stops working when you press [Save].
guide-trap-permissions = Tick exactly these, and leave the form open.
guide-trap-save = Copy it even if it looks the same. HaloPSA can change it while saving.
guide-help-open = The button opens the list of applications directly. If another page opens, use the menu as described.
guide-help-application = In HaloPSA, go to [Configuration > Integrations > HaloPSA API], then [View Applications]. The application usually has the product’s name.
guide-help-name = In HaloPSA, go to [Configuration > Integrations > HaloPSA API], then [View Applications]. [New] is on that page.
guide-help-settings = They’re on the same form as the name.
guide-help-agent = Type the first letters, then select the name. The field appears once [Login Type] is [Agent].
guide-help-client-id = It’s on the same form. Use HaloPSA’s copy button if there is one.
guide-help-secret = It’s beside the Client ID. If you see only dots, use HaloPSA’s copy button, or generate a new one.
guide-help-permissions = Use the search in HaloPSA’s list if it’s long.
guide-exists = “{ $name }” is in HaloPSA already
    .about = Latchkey created it. Open it instead of creating another.
    .undo = Sign in to undo
guide-open-application = Open “{ $name }” in the list of applications.
guide-opened = HaloPSA opens in your browser. Sign in there as an administrator.
guide-copy-name = Copy name
guide-copy-agent = Copy agent
guide-copied-name = Copied. Paste it into [Application Name].
guide-copied-agent = Copied. Paste it into [Agent to log in as] and select it.
guide-paste-client-id = Paste Client ID
guide-paste-secret = Paste secret
guide-paste-again = Paste again
guide-macos = Your Mac may ask whether Latchkey can paste. Allow it.
guide-type = Type it instead
    .save = Save
use-anyway = Use this value anyway
guide-saved-client-id = Client ID saved.
guide-client-id-changed = The Client ID has changed. Latchkey now uses the new one.
guide-client-id-same = The Client ID is the same as before.
guide-saved-secret = Secret saved in { $os ->
    [windows] Windows Credential Manager
    [macos] your keychain
   *[other] your keyring
  }.
    .practice = Practice secret kept in memory.
guide-secret-replaced = It replaced the one from before.
guide-trimmed = Spaces or quotation marks around it were removed.
guide-cleared = The clipboard is empty again.
guide-windows-history = Windows clipboard history may still hold it: press Win+V and delete it there.
guide-in-hand = Copied, but not saved yet
    .about = Keep Latchkey and the form in HaloPSA open.
    .do = Try again
guide-uncertain = The secret may not be saved
    .about = Latchkey was interrupted while saving it.
    .do = Check again
guide-not-found = The secret wasn’t saved. Copy it in HaloPSA again.
guide-not-yet = Don’t press [Save] yet. The secret isn’t saved.
guide-to-secret = Go to secret
guide-to-client-id = Go to Client ID
guide-show-step = Show step { $count }
guide-change-address = Change address
guide-test = Test connection
guide-test-again = Test again
guide-test-about = Latchkey signs in as { $product } will. It only reads, so nothing in HaloPSA changes.
guide-left = { $count ->
    [one] 1 step isn’t ticked. You can test anyway.
   *[other] { $count } steps aren’t ticked. You can test anyway.
  }
guide-not-ready = Paste the Client ID and the secret first.

# review

review-in = In [{ $host }] as [{ $agent }]
review-change-agent = Change agent
review-change-address = Change address
review-access = { $product } will be able to
review-area = Area
review-can = Access
review-sees = How much
review-reading = Reading what { $agent } can see…
review-not-read = What { $agent } can see couldn’t be read.
review-read-again = Read again
review-gaps = HaloPSA won’t show an error: { $product } will just find nothing there.
review-other-agent = Choose another agent
review-leave-out = Leave out
review-see-only = See only
review-planned = Permissions changed.
review-recommended = Recommended by { $product }.
review-changed = Changed from what { $product } recommends.
review-restore = Use recommended permissions
review-change-permissions = Change permissions
review-list-example = The vendor names these as an example.
review-list-partial = { $product } may need more: compare with its page.
review-list-earlier = The vendor’s newer list couldn’t be read: compare with its page.
review-list-asked-for = { $product } asks for these itself.
review-asked-for = What was asked for
review-technical = Technical details
review-request-sent = The exact request. “…” is filled in when it’s sent.
review-running = Working…
review-change-name = Change name
review-create-second = Create a second one
review-create-anyway = Create anyway
review-by-hand-anyway = Continue by hand
access-all = Everything
    .can = See and change, with HaloPSA’s settings
access-all-standard = Everything
    .can = See and change, without HaloPSA’s settings
access-all-teams = Teams
    .can = See all
access-admin = HaloPSA’s settings
    .can = See and change
access-admin-webhooks = Webhooks
    .can = Set up
access-see = See
access-change = See and change
access-own = Change own
access-change-own = See, change own
access-use = Use
access-unknown = Not known to Latchkey
sees-everything = Everything
sees-customers = Only { $customers }
sees-teams = { $teams } of { $all } teams: { $names }
    .counted = { $teams } of { $all } teams
    .named = Own teams: { $names }
    .some = Own teams only
sees-more = { $names } and { $count } more
gap-disabled = { $agent } is disabled.
gap-no-team = { $agent } is in no team.
gap-no-access = { $agent } has no access.
gap-no-role = The role { $role } has no access.
gap-needs-administrator = { $agent } isn’t an administrator.
gap-only-reads = { $agent } can only see, not change.
