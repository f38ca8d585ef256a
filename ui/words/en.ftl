### Every sentence that a person reads, in English.
###
### Rust asks for these ids, and the tests refuse an id that is missing or unused.
### [Square brackets] hold what a person sees in HaloPSA or in the product, in exactly these words.
### Attributes: `.hint` helps, `.trap` warns, `.about` explains, `.advice` says what to do
### `$os` is always there: windows, macos or linux.
###
### How to write: what an English-speaking colleague would say. The first words carry the meaning. A sentence has at
### most 20 words, a paragraph two sentences, a title eight words, a button three: verb and noun. Name the product or the
### agent, not “it”. Say the specific thing before the general one. Only what needs an action is a warning. An error says
### what happened, what is safe, and what to do; it names no control that may not be on the page. `src/words/style.rs`
### tests what can be counted.
###
### Glossary: one word for each thing.
###   connection    a product that is connected to HaloPSA; not “integration”
###   application   what HaloPSA calls an API application; not “app”, “API client” or “API key”
###   agent         the HaloPSA account that a product works as; not “user” or “technician”
###   permission    what an application may do; not “scope” or “right”
###   secret        the Client Secret; not “key”, “token” or “password”
###   Client ID     with both capitals; not “ID” alone
###   test          to find out whether a connection works; not “prove”, “proof” or “verify”
###   sign in       the noun is “sign-in”; not “log in”, “login” or “log on”
###   keychain      always { keychain }: Windows, macOS and Linux each call it something else
###   practice      the try-out with sample data, “to practise”; not “demo” or “sandbox”
###   instructions  what a vendor publishes, or what Latchkey saves for an administrator; not “documentation” or “manual”
###   product       what is connected to HaloPSA; not “tool” or “software”

# Where secrets are kept, within a sentence; at its start; and its name alone.
keychain = { $os ->
    [windows] Windows Credential Manager
    [macos] your keychain
   *[linux] your keyring
  }
    .start = { $os ->
        [windows] Windows Credential Manager
        [macos] Your keychain
       *[linux] Your keyring
      }
    .name = { $os ->
        [windows] Windows Credential Manager
        [macos] Keychain
       *[linux] Keyring
      }
app-name = Latchkey for HaloPSA


## Every page

back = Back
continue = Continue
cancel = Cancel
try-again = Try again
to-the-start = Go to Connections
working-check = Checking this computer…
keychain-waits = Your computer may be asking for a password
stop-and-use = Stop practising and use it
blocked-title = Latchkey can’t show this page


## The first pages

not-possible-authorization-code = { $product } doesn’t need Latchkey: each person signs in to HaloPSA from { $product }.
not-possible-halo-connects-itself = HaloPSA connects to { $product } by itself: set that up in HaloPSA, under [Configuration > Integrations]. No application is needed.
not-possible-password = { $product } asks for an agent’s name and password, and Latchkey never handles those.
index-damaged = Some saved data couldn’t be read
    .about = Where Latchkey had an earlier version, it went back to that, so the last change may be missing. Anything else missing here was in these files, which are kept in its data folder. Your secrets are still in { keychain }.
lost-title = Replace a lost secret
    .about = HaloPSA never shows a saved Client Secret again. You can generate a new one for the same application.
check-link = Check this computer


## Signing in, and the applications that are there already

sign-in-window-title = Sign in at { $host } – Latchkey for HaloPSA
sign-in-window-opening = Sign in: opening… – Latchkey for HaloPSA
sign-in-window-unknown = Sign in: unknown address – Latchkey for HaloPSA
by-hand-instead = Do it by hand
agents-unread = { $count ->
    [one] One more agent can’t be read, so it isn’t listed here.
   *[other] { $count } more agents can’t be read, so they aren’t listed here.
  }
this-one = Use this one
this-one-also = Yes, this one too
delete-this-one = Delete this one
none-of-these = None of these
not-this-one = No, not this one
candidate-id = ID in HaloPSA
candidate-client-id = Client ID
candidate-created = Created
candidate-agent = Agent
instructions-saved = Instructions saved.


## The agent, and what is the same for every product

agent-search = Find an agent
fact-active = [Active]: selected
fact-method = [Authentication Method]: Client ID and Secret (Services)
fact-login-type = [Login Type]: Agent


## Creating an application

review-create = Create in HaloPSA
review-undo = Undo
stage-sent = { $name } may already be in HaloPSA
    .about = HaloPSA didn’t confirm it. Latchkey looks for the application before it tries again.
stage-found = { $name } is in HaloPSA
    .about = Latchkey created the application but hasn’t tested it yet.
stage-compared = { $name } is in HaloPSA but doesn’t work yet
    .about = Correct it in HaloPSA and continue here, undo it, or continue by hand.
undo-title = Undo this set-up?
undo-text = Latchkey deletes the application { $name } from HaloPSA, and its secret from this computer.
undo-remains = Your answers are kept, so you can try again.
undo-confirm = Undo set-up
undo-done = Undone. { $count ->
    [0] There was no application in HaloPSA.
    [one] Latchkey deleted the application from HaloPSA, and its secret from this computer.
   *[other] Latchkey deleted { $count } applications from HaloPSA, and their secret from this computer.
} Your answers are kept.


## Permissions, and what is known of products

redirect-uri = The application needs this redirect URI:
reason-timezest-all = { $product } is limited by its agent’s role instead.
reason-hudu-read-kb = Only to sync the knowledge base
reason-hudu-edit-kb = Only to sync the knowledge base
reason-threatlocker-edit-tickets = To close tickets
reason-threatlocker-read-customers = To match customers
reason-limacharlie-edit-tickets = To create, change and find tickets, and add notes
reason-limacharlie-edit-assets = To find devices and add missing ones
reason-limacharlie-read-customers = To look up customers and their sites
reason-saas-alerts-all-teams = HaloPSA may refuse access without it
reason-perimeters-read-tickets = To see the tickets it created
reason-perimeters-edit-tickets = To create and change tickets
reason-perimeters-read-customers = To list customers
reason-perimeters-read-assets = To list devices
reason-perimeters-read-projects = To list projects
reason-perimeters-all-teams = To list teams and their members
reason-billingbot-all-standard = Enough for everything { $product } does, without administration.
reason-lifecycle-insights-it-glue-read-contracts = For later use, according to the vendor
reason-zomentum-admin-webhooks = So that HaloPSA reports changes at once
reason-zomentum-read-pos = For purchase orders
reason-zomentum-edit-pos = For purchase orders
reason-squaredup-read-customers = Always needed
reason-immybot-edit-items = Only for older HaloPSA versions, before 2.99
reason-immybot-read-tickets = Only for { $product }’s tools within a ticket
reason-immybot-read-assets = For later use, according to the vendor
reason-immybot-edit-assets = For later use, according to the vendor
reason-neo-agent-admin-webhooks = Always needed: { $product } registers its own webhook
demand-own = The agent should work for this product only.
demand-api-only = The agent should be API-only: in HaloPSA, [Is an API-only Agent].
demand-not-api-only = The agent must not be API-only: the product does what needs a HaloPSA licence.
demand-administrator = The agent should be an administrator.
demand-administrator-at-first = The agent must be an administrator until the product is set up. After that, its own role is enough.
demand-own-role = The agent should have its own role, with only what the product needs.
demand-fitting-role = The agent’s roles must allow the chosen permissions.
demand-a-team = The agent must be in the teams that it works for.
demand-all-teams = The agent must be in all teams.
demand-default-team = The agent needs a default team: in HaloPSA, [Default Team].
demand-no-default-team = The agent shouldn’t have a default team.
demand-all-customers = The agent must see all customers.
demand-all-ticket-types = The agent must be allowed every ticket type: in HaloPSA, [Allow use of all Ticket Types].
demand-around-the-clock = The agent’s working hours should cover the whole day.
demand-owns-tickets = Whatever the product creates in HaloPSA will belong to the agent.
trouble-breaks-with-all = With the permission [all], the product can’t sign in.
trouble-needs-all-teams = Without the permission [all:teams], HaloPSA may refuse access.
trouble-asks-for-all = The product always asks for full access. If its own test fails with fewer permissions, that’s why.
trouble-asks-for-administration = The product always asks for [admin], [edit:tickets] and [edit:customers].
trouble-halopsa-com-only = The form takes only the first part of an address that ends in .halopsa.com. Other addresses may not work.
trouble-secret-store = The product keeps the secret in its own store. The form takes only the name used there.
trouble-secret-by-mail = The vendor asks you to email the secret. Others can read email on its way: ask for a safer method.
trouble-newer-list-unseen = The vendor may ask for more now: its newest page couldn’t be read in full.
trouble-ip-allow-list = If your HaloPSA lets only certain IP addresses in, allow the product’s addresses. The vendor lists them.
trouble-full-chain = The product needs HaloPSA’s whole certificate chain. Your computer may fill a gap by itself, and the product can’t.
trouble-mandatory-ticket-fields = The product can’t create tickets of a type with mandatory fields. Give them defaults, or choose another ticket type.
advice-wrong-name = HaloPSA has no permission { $permissions }. You probably need { $meant }.
    .remedy = Use { $meant }
advice-none-needed = HaloPSA has no permission { $permissions }, and none is needed. Which agents and teams are visible depends on the agent.
    .remedy = Remove permission
advice-perhaps-all-teams = HaloPSA has no permission { $permissions }, and teams need none. Does the vendor mean all:teams, which shows every team?
    .remedy = Remove permission
    .otherwise = Use all:teams
advice-unknown-name = Latchkey doesn’t know { $permissions }. If your HaloPSA doesn’t either, it will refuse it.
advice-breaks-with-all = With full access, { $product } can’t sign in.
    .remedy = Use recommended permissions
advice-less-than-needed = { $product } also needs { $permissions }.
    .remedy = Add permissions
advice-vendor-needs-less = The vendor of { $product } also names a shorter list.
    .remedy = Use recommended permissions
advice-all-without-teams = Full access doesn’t include the teams, which { $product } needs.
    .remedy = Add teams
advice-more-than-needed = { $product } doesn’t need { $permissions }, according to the vendor.
    .remedy = Remove permissions
advice-administration = With { $permissions }, { $product } can change HaloPSA’s settings.
advice-all-could-be-standard = Full access includes HaloPSA’s settings. { $product } may not need those.
    .remedy = Leave out administration
advice-all-with-others = Already included: { $permissions }.
    .remedy = Remove permissions
permission-named = { $area }: { $verb }
verb-read = See
verb-edit = Change
verb-editMine = Change own
verb-access = Use
permission-admin = Administration
    .verb = Administration
permission-admin-webhooks = Webhooks: set up
    .verb = Webhooks
permission-all = Full access
    .verb = Full access
permission-all-standard = Everything except administration
    .verb = Everything except administration
permission-all-teams = All teams
    .verb = All teams
permission-editMine-timesheets = Timesheets: Change own
    .verb = Change own
area-tickets = Tickets
area-calendar = Calendar
area-customers = Customers
area-crm = CRM
area-contracts = Contracts
area-suppliers = Suppliers
area-items = Items
area-projects = Projects
area-sales = Sales
area-quotes = Quotes
area-sos = Sales orders
area-pos = Purchase orders
area-invoices = Invoices
area-reporting = Reports
area-timesheets = Timesheets
area-softwarelicensing = Software licences
area-software = Software
area-kb = Knowledge base
area-assets = Assets
area-distributionlists = Distribution lists
area-mailcampaign = Mail campaigns
area-events = Events
area-chat = Chat
area-adpasswordreset = Password reset
area-admin = Administration
area-broad = All of HaloPSA


## The procedure in HaloPSA, and what is under way

item-sign-in = Sign in to HaloPSA with an Administrator account.
item-open-api = Go to [Configuration > Integrations > HaloPSA API].
item-view-applications = Click [View Applications].
item-new = Click [New].
item-name = In [Application Name], enter:
item-active = Make sure [Active] is selected.
item-method = In [Authentication Method], choose [Client ID and Secret (Services)].
    .trap = Other methods look similar, but don’t give working credentials.
item-login-type = In [Login Type], choose [Agent].
    .trap = Choose it before you copy anything, because it can change the Client Secret.
item-agent = In [Agent to log in as], choose:
    .trap = Watch out for similar names: { $product } can do only what this agent can.
item-open-application = Open the application whose secret was lost.
item-client-id = Copy the [Client ID].
item-generate = Generate a new [Client Secret].
    .trap = Generate it once only: the latest secret counts. The old one stops working when you press [Save].
item-secret = Copy the [Client Secret].
    .trap = HaloPSA shows it only until you press [Save]. Keep the form open until the secret is stored.
item-permissions = On the [Permissions] tab, tick exactly these:
    .trap = Tick exactly these. If you close the list without saving, the ticks are lost.
item-save = Click [Save].
    .trap = Make sure the secret is stored first: HaloPSA won’t show it again.
item-client-id-again = Open it again and copy its [Client ID].
    .trap = HaloPSA can change the Client ID when it saves. The old one then doesn’t work.
open-applications = Open applications
opened = Opened in your browser.
reads-to-come = Testing permissions…
progress-ready = Checking agent and name…
progress-create = Creating the application…
progress-look = No clear answer. Looking for the application…
progress-read-back = Comparing the saved application…
progress-delete = Deleting the application…
progress-keychain = Preparing the secret…
progress-token = Signing in with the new credentials…
progress-not-yet = Not ready yet, which is normal just after saving. Trying again…
progress-pause = { $count ->
    [one] HaloPSA is busy. Waiting 1 second…
   *[other] HaloPSA is busy. Waiting { $count } seconds…
  }
progress-permissions = Finding the missing permissions…
progress-agent = Checking the agent…
progress-reads = { $count ->
    [0] No permissions to test…
    [one] Testing 1 permission…
   *[other] Testing { $count } permissions…
  }


## The test of a connection

verdict-works = Working
    .about = Sign-in works, with all planned permissions.
verdict-works-with-remarks = { $count ->
    [one] Working, 1 thing to know
   *[other] Working, { $count } things to know
  }
    .about = Sign-in works, with all planned permissions.
verdict-secret-lost = This secret is lost
    .about = HaloPSA made its own Client Secret, and Latchkey never received it. Latchkey can delete the application and start again; your answers are kept.
start-again = Delete and start again
verdict-does-not-work = Not working
    .about = Your answers and the secret are safe. Start with the first cause.
verdict-does-not-work-saved = Not working
    .about = Something in HaloPSA has changed since this was set up. Start with the first cause.
agent-is-right = Accept { $name }
agent-planned = Signed in as { $name }, as planned.
agent-another = Signed in as { $name }, not as the planned agent.
agent-not-planned = Signed in as { $name }.
agent-as-saved = HaloPSA didn’t say which agent is signed in. On { $date }, the application’s agent was { $name }, as planned.
agent-not-told = HaloPSA didn’t say which agent is signed in.
cause-client-id-changed = HaloPSA changed the Client ID when the application was saved.
    .see = Open the application in HaloPSA and compare its [Client ID] with the one here.
    .change = Copy it again and paste it here. The secret stays the same.
    .elsewhere = If it’s different, save it here with its secret.
cause-secret-not-saved = HaloPSA saved a different secret.
    .see = Was [Save] pressed after the secret was copied? Was another secret generated later?
    .change = Generate a new secret in the application, paste it here, then press [Save].
    .elsewhere = Generate a new secret in the application, and save it here.
cause-inactive = The application isn’t active.
    .see = Open the application and look at [Active].
    .change = Select it and press [Save].
cause-wrong-method = [Authentication Method] is wrong.
    .see = Open the application and look at [Authentication Method].
    .change = Choose [Client ID and Secret (Services)]. Paste the Client ID and Client Secret here again in case they changed, then press [Save].
cause-wrong-login-type = [Login Type] isn’t [Agent].
    .see = Open the application and look at [Login Type].
    .change = Choose [Agent], then the agent. Paste the Client Secret here again if it changed, then press [Save].
cause-permissions-not-ticked = The application is missing permissions.
    .see = Open the application and compare its [Permissions] tab with the list here.
    .change = Tick the missing permissions and press [Save].
cause-agent-without-rights = The agent can’t see these things.
    .see = Open the agent in HaloPSA. Look at its roles, its teams and any limits on customers.
    .change = Give the agent a role that can see them, or choose another agent in the application.
cause-agent-disabled = The agent is disabled.
    .see = Open the agent in HaloPSA and look at [Account Active].
    .change = Select it. Or choose another agent in the application and press [Save].
cause-another-agent = The application has another agent.
    .see = Open the application and look at [Agent to log in as].
    .change = Choose the planned agent and press [Save]. If the agent there is right, accept it here.
cause-no-agent = The application has no agent, or one that can see nothing.
    .see = Open the application and look at [Agent to log in as].
    .change = Choose the planned agent and press [Save]. If it’s already chosen, look at its roles and teams.
cause-secret-lost = HaloPSA has a different Client Secret.
    .see = Everything else about the application is as planned. HaloPSA doesn’t show the secret.
    .change = Delete the application and start again. If it happens again, do it by hand: HaloPSA then shows the secret.
cause-not-known-yet = HaloPSA lists the application but doesn’t let it sign in yet.
    .see = That’s normal for a few seconds after saving, but not for minutes.
    .change = Wait a few minutes and test again. If nothing changes, undo it and do it by hand.
cause-permissions-withheld = HaloPSA doesn’t grant all of the application’s permissions.
    .see = These permissions are ticked in the application, but HaloPSA leaves them out.
    .change = Check that these features are switched on in HaloPSA. If the product can work without them, remove the permissions.
cause-wrong-instance = The application is in another HaloPSA.
    .see = Compare your browser’s address bar with the address in Latchkey.
    .change = Correct the address in Latchkey, or create the application in this HaloPSA.
cause-wrong-tenant = HaloPSA doesn’t accept the tenant.
    .see = In HaloPSA, go to [Configuration > Integrations > HaloPSA API] and look at [Tenant].
    .change = Enter the address of your HaloPSA again: Latchkey then looks up the tenant again.
cause-not-let-in = HaloPSA may not let this computer in.
    .see = In HaloPSA, look for a list of allowed IP addresses. A firewall can refuse this computer as well.
    .change = Allow this computer’s IP address, or test again from your office or VPN. The product’s own address must be allowed too.
cause-busy = HaloPSA is too busy right now.
    .see = HaloPSA asked Latchkey to wait.
    .change = Wait a few minutes and test again.
cause-halo-trouble = HaloPSA is returning errors.
    .see = Open HaloPSA in your browser. Is it slow, or does it show errors?
    .change = Wait a few minutes and test again. If nothing changes, contact Halo’s support.
cause-not-reached = This computer can’t reach HaloPSA.
    .see = Open HaloPSA in your browser on this computer.
    .change = Check the internet connection, VPN and firewall, then test again.
report-copy = Copy a report
report-about = Something unknown to Latchkey?
report-copied = Copied, without names, addresses or secrets. Send it to Latchkey’s makers, who can then add what’s missing.
proof-permission = Permission
proof-seen = Result
proof-not-written = Only reading was tested, so nothing in HaloPSA changed.
seen-rows = Working
seen-answered = Working
seen-nothing = Working, no records yet
seen-nothing-at-all = No records found
seen-no-team = Nothing to see: the agent isn’t in a team
seen-no-access = Nothing to see: no access
seen-refused = Refused
seen-not-there = Couldn’t be tested: not available in this HaloPSA
seen-trouble = Couldn’t be tested
seen-missing = Missing
seen-no-read = Not tested, because that would change data
untested = Some permissions couldn’t be tested. They may still work.
test-again = Test again
missing-narrowed = { $count ->
    [one] HaloPSA accepted the credentials but left out this permission:
   *[other] HaloPSA accepted the credentials but left out these permissions:
  }
missing-refused = { $count ->
    [one] HaloPSA refused this permission:
   *[other] HaloPSA refused these permissions:
  }
remarks = { $count ->
    [one] 1 thing to know
   *[other] { $count } things to know
  }
remark-agent-not-told = HaloPSA didn’t say which agent is signed in. Sign in to HaloPSA and check [Agent to log in as] in the application.
remark-nothing-at-all = { $areas }: no records found. If HaloPSA has some, check the agent’s roles, teams and customers.
remark-read-refused = { $areas }: HaloPSA refused access. If the product misses something, check the agent’s roles.
remark-no-team = { $areas }: nothing to see, because the agent isn’t in a team. Add it to the teams that the product works for.
remark-no-access = { $count ->
    [one] The agent has no access to { $areas }. Give it a role with access.
   *[other] The agent has no access to { $count } areas: { $areas }. Give it a role with access.
  }
    .role = { $count ->
        [one] The role { $role } has no access to { $areas }. Give the agent a role with access.
       *[other] The role { $role } has no access to { $count } areas: { $areas }. Give the agent a role with access.
      }
remark-only-reads = { $areas }: the agent can see this but not change it. If the product must change it, give the agent another role.
saved-and-refused = HaloPSA saved the application as planned, so the cause is something else.
saved-as-planned = HaloPSA saved the application exactly as planned.
saved-otherwise = HaloPSA saved the application differently:
difference-name = The name is different.
difference-inactive = [Active] isn’t selected.
difference-method = [Authentication Method] is different.
difference-login-type = [Login Type] is different, or lets customers sign in.
difference-agent = [Agent to log in as] is different or empty.
difference-permissions = The permissions are different.
difference-more = { $count ->
    [one] 1 permission wasn’t planned.
   *[other] { $count } permissions weren’t planned.
  }


## Values for a product, and where they are kept

handover-choose = Choose [{ $option }].
handover-turn-on = Turn this on first.
handover-not-there = { $product } builds the address from one word and “.halopsa.com”, but your HaloPSA is at { $host }. Any word would send your secret to another company’s HaloPSA. Ask the vendor whether { $product } can take your full address.
    .practice = In your own HaloPSA, this is the word before “.halopsa.com”, such as acme.
handover-fallback = Only if the test in { $product } fails with the value above: use this instead.
handover-secret-copied = { $count ->
    [one] Copied. Clears from the clipboard in 1 second.
   *[other] Copied. Clears from the clipboard in { $count } seconds.
  }
handover-seconds = Copied · { $count } s
handover-cleared = Clipboard cleared.
field-address = HaloPSA address
field-resource-server = Resource Server
field-authorisation-server = Authorisation Server
field-tenant = Tenant
field-client-id = Client ID
field-secret = Client Secret
field-name = Name
field-choice = Choice
field-switch = Switch
field-permissions = Requested permissions
keychain-where-windows = Windows Credential Manager lists this entry under [Windows Credentials], without the secret. To get the secret, copy it here.
keychain-where-macos = The app Keychain Access lists this entry. The easiest way to get the secret is to copy it here.
keychain-where-linux = Your desktop’s keyring lists this entry, for example in the app Passwords and Keys. The easiest way to get the secret is to copy it here.


## Windows and files that Rust makes

dialog-close-title = Close Latchkey now?
dialog-close-text = A secret isn’t saved yet, or a step is still running. If you close Latchkey now, the secret is lost and you’ll need to generate a new one in HaloPSA.
dialog-close-stay = Keep open
dialog-close-leave = Close anyway
dialog-save-title = Save instructions
instructions-title = Instructions: create HaloPSA credentials for { $product }
instructions-intro = A colleague wants to connect { $product } to HaloPSA. Only a HaloPSA administrator can create the credentials. Allow about ten minutes.
instructions-where = Your HaloPSA: { $address }
instructions-where-unknown = Sign in to your HaloPSA as usual.
instructions-value = Enter: { $value }
instructions-back-title = What to send back
instructions-back = Send back the address of your HaloPSA, the Tenant if there is one, and the Client ID. None of these is secret.
instructions-secret = Never send the Client Secret by email, chat or ticket. Share it in a password manager, or enter it together at your colleague’s computer.
instructions-made-by = Created with Latchkey for HaloPSA.


## What can go wrong: what happened, and in `.advice` what it means and what to do

error-unexpected = Something went wrong
    .advice = Your answers are safe. Try again; if it happens again, close Latchkey and open it again.
error-address-empty = The address is missing
    .advice = Paste the address of any HaloPSA page from your browser’s address bar.
error-address-too-long = This address is too long
    .advice = Copy only the line in your browser’s address bar.
error-address-malformed = This isn’t an address
    .advice = It should look like acme.halopsa.com. Copy it from your browser’s address bar.
error-address-not-web = This isn’t a web address
    .advice = It should start with https:// or look like acme.halopsa.com.
error-address-is-mail = This is an email address
    .advice = Enter the address of your HaloPSA, such as acme.halopsa.com.
error-address-has-password = This address contains a name or password
    .advice = Latchkey hasn’t saved it. Remove everything before the @ and try again.
error-address-is-vendor-site = This is Halo’s website, not your HaloPSA
    .advice = Open the HaloPSA where you work on tickets, and copy its address.
error-address-is-sign-in-host = This address is only for signing in
    .advice = Sign in to HaloPSA first, then copy the address from your browser’s address bar.
error-address-is-example = This address is an example
    .advice = Copy your own from your browser’s address bar, where you use HaloPSA.
error-address-is-client-id = This looks like a Client ID
    .advice = Paste the address of your HaloPSA here. The Client ID goes where Latchkey asks for it.
error-address-several = There’s more than one address here
    .advice = Keep only the address of your HaloPSA. A link can lead to another address than its text shows.
error-address-perhaps-example = Is this your HaloPSA?
    .advice = Instructions often use “{ $word }” as an example. If your HaloPSA has this name, use it.
error-address-bare-word = Part of the address is missing
    .advice = Did you mean { $word }.halopsa.com? If not, copy the address from your browser’s address bar.
error-is-a-secret = This looks like a Client Secret
    .advice = Latchkey hasn’t saved it. This field is for something else.
error-halo-not-reached = { $host } can’t be reached
    .advice = Check the spelling, and that HaloPSA opens in your browser. If it needs a VPN, connect to that and try again.
error-halo-refused-connection = { $host } refused the connection
    .advice = Check that HaloPSA opens in your browser. A firewall or VPN may be blocking Latchkey.
error-halo-certificate = This computer doesn’t trust { $host }
    .advice = Latchkey has sent nothing, because this computer doesn’t accept the certificate. If this network has its own sign-in page, sign in there and try again. Otherwise, ask the person who runs this HaloPSA.
error-halo-certificate-date = The certificate of { $host } isn’t valid today
    .advice = Latchkey has sent nothing. This computer’s clock says { $now }: if that’s wrong, set it and try again. If it’s right, ask the person who runs this HaloPSA to renew the certificate.
error-halo-too-slow = { $host } takes too long to answer
    .advice = HaloPSA may be busy, or your connection slow. Try again in a moment.
error-halo-not-found = { $host } doesn’t answer like HaloPSA
    .advice = Check that this is the address where you use HaloPSA. If you’re sure, use it anyway.
error-halo-not-let-in = { $host } doesn’t let this computer in
    .advice = Some HaloPSAs only answer listed IP addresses. Try again from your office or VPN, or check that the address is right.
error-halo-is-a-page = { $host } shows a web page, not HaloPSA
    .advice = Open { $host } in your browser. If this network asks you to sign in, do that and try again. If you’re sure the address is right, use it anyway.
error-network-sign-in = This network needs you to sign in first
    .advice = It answered in place of { $host }. Open your browser, sign in to the network and try again.
error-network-sign-in-at = This network may need you to sign in
    .advice = It sends you to { $to } instead of { $host }. Sign in to the network in your browser and try again. If { $to } is your own HaloPSA, enter that address.
error-proxy-sign-in = The proxy { $proxy } asks for a password
    .advice = Latchkey can’t sign in to it, so nothing has reached HaloPSA. Ask the person who runs your network to let this computer reach { $host } without signing in.
error-list-too-slow = { $host } takes too long to list everything
    .advice = Latchkey stopped reading; nothing was changed. Try again when HaloPSA is less busy, or do it by hand.
error-list-too-long = A list at { $host } is too long
    .advice = It has more entries than Latchkey reads; nothing was changed. Do it by hand, and tell Halo’s support.
error-halo-redirects = { $host } redirects to { $to }
    .advice = If { $to } is your HaloPSA, enter that address. If it’s your network’s sign-in page, sign in there and try again.
error-halo-busy = HaloPSA asks you to wait
    .advice = { $seconds ->
        [0] HaloPSA has had too many requests. Try again in a moment.
        [one] HaloPSA has had too many requests. Try again in 1 second.
       *[other] HaloPSA has had too many requests. Try again in { $seconds } seconds.
      }
error-halo-trouble = HaloPSA has a problem right now
    .advice = HaloPSA returned error { $status }. Try again in a few minutes. If nothing changes, contact Halo’s support.
error-halo-odd-answer = Latchkey doesn’t understand the answer from { $host }
    .advice = Check that this is the address where you use HaloPSA, then try again.
error-sign-in-elsewhere = { $host } signs people in at { $elsewhere }
    .advice = That’s normal for some HaloPSA servers, but it isn’t the address you entered. The credentials will be sent to { $elsewhere }. Continue only if you know that address.
error-plain-http = This address isn’t encrypted
    .advice = With http://, others on the way could read the credentials. Use the address that starts with https://.
error-practice-only = You’re practising
    .advice = To use { $host }, stop practising first. Everything you set up in practice is then deleted.
error-name-empty = The name is missing
    .advice = Enter a name for the application in HaloPSA, for example the product’s name.
error-name-too-long = The name is too long
    .advice = Use at most 120 characters.
error-name-malformed = The name can’t be used
    .advice = Something invisible may have been copied along with it. Type the name by hand.
error-agent-empty = The agent is missing
    .advice = Choose the HaloPSA agent that the product works as. If none is right, create one in HaloPSA first.
error-agent-too-long = The agent’s name is too long
    .advice = Use at most 120 characters.
error-agent-malformed = The agent’s name can’t be used
    .advice = Something invisible may have been copied along with it. Type the name by hand.
error-product-empty = The product’s name is missing
    .advice = Enter the name of the product.
error-product-too-long = The product’s name is too long
    .advice = Use at most 120 characters.
error-product-malformed = The product’s name can’t be used
    .advice = Something invisible may have been copied along with it. Type the name by hand.
error-product-unknown = Latchkey doesn’t know this product
    .advice = Choose a product from the list, or enter its name yourself.
error-permissions-empty = No permission is chosen
    .advice = Choose at least one. Without permissions, the product can sign in but see nothing.
error-permission-malformed = { $name } can’t be a permission
    .advice = Permissions have no spaces and look like read:tickets. Copy the name from the Permissions tab in HaloPSA.
error-draft-stale = This page was out of date
    .advice = Something changed in the meantime. You now see the latest version: check it and continue.
error-draft-gone = This set-up no longer exists
    .advice = It was finished or removed. If it was finished, you’ll find it under Connections.
error-draft-incomplete = An earlier step isn’t complete
    .advice = Go back through the steps and fill in what’s missing.
error-connection-gone = This connection no longer exists
    .advice = It was removed from this computer.
error-sign-in-closed = The sign-in window was closed
    .advice = Your answers are safe. Sign in whenever you’re ready, or choose another way.
error-sign-in-late = Sign-in took longer than ten minutes
    .advice = The window was closed. Your answers are safe: sign in again when you’re ready.
error-sign-in-not-halo = The page at { $host } isn’t HaloPSA’s
    .advice = Check that this is the address where you use HaloPSA. A network, VPN or firewall may also show a page of its own.
error-sign-in-other-agent = You’re now signed in as { $name }
    .advice = Before, it was { $before }. If that’s right, continue; otherwise, sign in again.
error-sign-in-unavailable = The sign-in window couldn’t be opened
    .advice = Your answers are safe. Try again, or do it by hand in your own browser.
error-sign-in-died = The sign-in page stopped working
    .advice = Its window was closed. Your answers are safe: sign in again.
error-sign-in-unreadable = The sign-in window reached an unreadable address
    .advice = Such an address could belong to anyone, so Latchkey closed the window. If you entered a password there, change it. Check the address of your HaloPSA, or do it by hand in your own browser.
error-sign-in-refuses-windows = { $host } refuses embedded sign-in windows
    .advice = Do it by hand in your own browser: your answers are kept. An API application that can create others works as well.
error-not-administrator = { $name } can’t manage API applications
    .advice = HaloPSA lets only administrators do this. Sign in as one, or send the instructions to your administrator.
error-authority-missing = You aren’t signed in to HaloPSA
    .advice = Sign in as an administrator. Your answers are kept.
error-authority-refused = HaloPSA doesn’t accept these credentials
    .advice = Check that the Client ID and Client Secret belong together, and that their application is active. Then enter both again, or do it by hand.
error-authority-not-enough = This sign-in can’t create applications
    .advice = Its agent must be an administrator. An API application also needs the permission all or admin. Sign in with another one, or do it by hand.
error-authority-expired = HaloPSA ended the sign-in
    .advice = That’s normal after an hour. Sign in again: your answers are kept, and Latchkey continues where it was.
error-managing-missing = This HaloPSA doesn’t let Latchkey create applications
    .advice = Do it by hand: Latchkey guides you, and your answers are kept.
error-name-taken = An application called { $name } already exists
    .advice = Give the new one another name, so that you can tell them apart. HaloPSA does allow two with the same name.
error-name-unchecked = Latchkey can’t tell whether { $name } is taken
    .advice = { $count ->
        [one] One row of HaloPSA’s list of applications can’t be read.
       *[other] { $count } rows of HaloPSA’s list of applications can’t be read.
    } If the name is taken, you’ll have two. You can create it anyway, or continue by hand.
error-agent-gone = { $name } is no longer available
    .advice = The agent was disabled or removed in HaloPSA after you chose it. Choose another agent.
error-credentials-by-hand = This set-up already has credentials
    .advice = You copied them from an application that you created yourself, and HaloPSA won’t show the secret again. Continue by hand with them. To let Latchkey create another application, set up the product once more.
error-create-refused = HaloPSA didn’t create the application
    .advice = HaloPSA answered with { $status }. It may need something that Latchkey can’t know, so do it by hand. Your answers are kept.
error-create-unclear = HaloPSA may have created the application
    .advice = HaloPSA gave no clear answer, and Latchkey didn’t find the application. Try again: Latchkey looks for it first. Or undo it.
error-create-several = HaloPSA has { $count } applications from this set-up
    .advice = HaloPSA’s first answer was lost, so Latchkey asked again. Undo deletes all of them, and you can create one again. Or delete all but one in HaloPSA, then try again.
error-application-perhaps = { $beside ->
    [0] { $count ->
        [one] Did Latchkey create this application?
       *[other] Did Latchkey create one of these applications?
    }
   *[other] { $count ->
        [one] Did Latchkey also create this application?
       *[other] Did Latchkey also create one of these?
    }
  }
    .advice = { $beside ->
        [0] { $count ->
            [one] Its name matches and it wasn’t there before,
           *[other] Their names match and they weren’t there before,
        } but nothing else shows whose it is.
       *[other] HaloPSA’s first answer was lost and Latchkey asked again, so there may be a second application.
    } A colleague may have created it, so Latchkey does nothing until you choose. If you aren’t sure, look in HaloPSA.
error-applications-unread = Latchkey can’t read all of HaloPSA’s applications
    .advice = { $count ->
        [one] One row can’t be read, and it may be
       *[other] { $count } rows can’t be read, and one of them may be
    } the application that Latchkey asked for. Look at the applications in HaloPSA, or continue by hand.
error-application-in-use = A saved connection uses this application
    .advice = Latchkey doesn’t delete it, because the connected product would stop working. To remove only this set-up, go to Connections.
error-application-gone = The application is no longer in HaloPSA
    .advice = Someone may have deleted it. Undo this set-up, then create it again.
error-delete-refused = HaloPSA didn’t delete the application
    .advice = HaloPSA answered with { $status }. Delete the application in HaloPSA yourself, then continue by hand or remove this set-up.
error-delete-unclear = The application is still in HaloPSA
    .advice = HaloPSA reported it as deleted but still lists it. Try again, or delete it in HaloPSA yourself.
error-application-left = { $name } may still be at { $host }
    .advice = Look at the applications in HaloPSA, and delete it if it’s there. Then continue here.
error-undo-first = This set-up may have an application at { $host }
    .advice = Undo it first, then change the address.
error-stopped = Stopped
    .advice = Your answers are safe. Continue whenever you like.
error-busy = Latchkey is still busy with this
    .advice = Wait until it’s finished, then try again. If a sign-in window is open, sign in there or close it.
error-not-handed-over = There’s nothing to copy here
    .advice = The product builds the address from one word and “.halopsa.com”. Yours is different, so any word would lead to another company’s HaloPSA.
error-clipboard-unavailable = Latchkey can’t use the clipboard right now
    .advice = Another program may be using it, or your system is asking whether Latchkey may. Allow it and try again, or type the value.
error-clipboard-empty = No value found
    .advice = Copy the value in HaloPSA again, then try again.
error-clipboard-is-address = The clipboard contains an address
    .advice = Copy the value from HaloPSA’s form, not from the address bar.
error-clipboard-is-masked = The clipboard contains only dots or stars
    .advice = HaloPSA hides the value. Use its copy button, or show the value first. If the application is already saved, generate a new secret.
error-clipboard-is-markup = The clipboard contains part of a web page
    .advice = Copy only the value from HaloPSA’s form, then try again.
error-clipboard-is-the-secret = This looks like the Client Secret
    .advice = The Client ID is needed here, the shorter of the two. Copy it and try again.
error-clipboard-is-the-client-id = This looks like the Client ID
    .advice = The Client Secret is needed here, the longer of the two. Copy it and try again.
error-clipboard-same-twice = You’ve already used this value
    .advice = The Client ID and the Client Secret are different. Copy the other one and try again.
error-clipboard-is-half = This looks incomplete
    .advice = A double click often selects only part of it. Use HaloPSA’s copy button, or select the whole field. If you’re sure it’s complete, use it anyway.
error-clipboard-many-lines = The clipboard contains several lines
    .advice = Copy only the one value from HaloPSA’s form, then try again.
error-clipboard-too-long = The clipboard contains too much text
    .advice = Copy only the one value from HaloPSA’s form, then try again.
error-clipboard-malformed = This can’t be the value
    .advice = It has characters that HaloPSA doesn’t use. Copy it in HaloPSA again, then try again.
error-clipboard-unusual = This doesn’t look like a value from HaloPSA
    .advice = Those usually have digits, letters from a to f, and hyphens. Copy it again, or use it anyway if you’re sure.
error-client-id-of-another = This is another application’s Client ID
    .advice = A new secret there stops the product that uses it. Open the application of this connection and copy its Client ID.
error-client-id-missing = The Client ID comes first
    .advice = Latchkey saves the secret together with the Client ID. Copy the Client ID first, then the secret. Keep the form in HaloPSA open.
error-secret-missing = The secret is missing
    .advice = It isn’t saved on this computer. Copy it in HaloPSA again. If the application is already saved, generate a new secret there.
error-keychain-locked = { keychain.start } is locked
    .advice = Unlock it, usually with your computer’s password, and try again. Keep Latchkey open.
error-keychain-absent = Latchkey can’t find { keychain }
    .advice = { $os ->
        [linux] Start a keyring such as GNOME Keyring or KWallet, then try again. Latchkey saves secrets nowhere else.
       *[other] Restart the computer and try again. Latchkey saves secrets nowhere else.
      }
error-keychain-trouble = { keychain.start } reported an error
    .advice = Try again. If a secret isn’t saved yet, keep Latchkey open; otherwise, restart the computer.
error-keychain-entry-gone = { keychain.start } no longer has the secret
    .advice = Someone may have deleted it there. It can’t be shown again: generate a new secret.
error-keychain-wait-stopped = You stopped waiting for { keychain }
    .advice = It may still finish. Try again: Latchkey checks first what happened.
error-file-not-written = The file couldn’t be saved
    .advice = The disk may be full, or the folder read-only. Try again in another folder.
error-browser-unavailable = Latchkey couldn’t open your browser
    .advice = Open it yourself and go to your HaloPSA. Latchkey waits here.
error-practice-unavailable = Practice couldn’t start
    .advice = Try again. If it fails again, close Latchkey and open it again. Security software may be blocking it.
error-trust-store-unavailable = This computer can’t check certificates
    .advice = Latchkey sends nothing to a server it can’t trust. Ask the person who manages this computer to look at its trusted certificates.
error-proxy-not-reached = The proxy { $proxy } doesn’t answer
    .advice = This computer’s settings send everything through it. Away from the office, you may need your company’s VPN. Otherwise, ask the person who manages this computer.
error-webview-missing = Latchkey can’t show its pages
    .advice = On Windows, Microsoft Edge WebView2 is missing or blocked. Install the “Evergreen” runtime from https://developer.microsoft.com/microsoft-edge/webview2, or ask the person who manages this computer.
error-folder-unavailable = Latchkey can’t use its data folder
    .advice = The disk may be full, or security software may be blocking Latchkey. Fix that and try again.
error-randomness-unavailable = This computer has no random numbers
    .advice = Latchkey can’t create a safe secret without them. Restart the computer and try again.
error-folder-newer = A newer Latchkey saved your data
    .advice = It wrote the file { $file }. Install the newest Latchkey; nothing was changed.
error-already-open = Latchkey is already open
    .advice = Use its window. If you can’t see one, restart the computer.


## The check of this computer

check-title = Check this computer
    .about = Latchkey tests { keychain }, its own folder, certificates and the proxy. Your connections stay as they are.
check-address = HaloPSA address
    .hint = Optional: also tests whether this computer can reach HaloPSA. Nobody is signed in.
check-run = Check now
check-again = Check again
check-found = Results
check-fit = This computer is ready.
check-unfit = This computer isn’t ready yet.
    .about = Each problem comes with what to do. If that doesn’t help, send the report to the person who supports you.
check-outcome-fine = works
check-outcome-not-checked = not checked
check-outcome-remark = note
check-outcome-trouble = problem
check-report-about = For the person who supports you. It contains no secrets, but it names folders on this computer, with your user name in them.
check-report-show = Show report
check-report-copy = Copy report
check-report-copied = Report copied. Paste it into a message.
check-report-save = Save report…
check-report-saved = Report saved.
check-report-not-saved = The report wasn’t saved.
check-report-title = Latchkey for HaloPSA: check of this computer
check-report-fact = { $name }: { $value }
check-report-latchkey = Latchkey
check-report-system = System
check-report-data = Data folder
check-report-log = Log
check-keychain = { keychain.name }
check-keychain-fine = Saving, reading and deleting work.
check-folder = Data folder
check-folder-fine = Saving and reading work.
check-certificates = Certificates
check-certificates-fine = The system refuses an unsigned certificate, as it should.
check-proxy = Proxy
check-proxy-none = No proxy is set. Latchkey connects directly.
check-proxy-practice = Not checked while you practise: nothing leaves this computer.
check-proxy-fine = { $proxy } answers. Latchkey connects through it.
check-proxy-script = A script chooses the proxy on this computer (PAC).
    .advice = Latchkey doesn’t run such scripts and connects directly. If it can’t reach HaloPSA, ask the person who manages this computer to set the proxy’s address.
check-instance = HaloPSA
check-instance-fine = HaloPSA answers at { $host }.
check-instance-version = HaloPSA { $version } answers at { $host }.
check-log = Log
check-log-fine = Saving works.
check-log-trouble = The log can’t be saved.
    .advice = Latchkey works without it, but nobody can look up later what went wrong.
check-webview = Window
check-webview-fine = The system’s web view { $version } shows the pages.
check-policy = Managed settings
check-policy-none = None are set on this computer.
check-policy-fine = The HaloPSA address is set to { $address }.
check-policy-unusable = The HaloPSA address that was set can’t be used.
    .advice = It must be one web address, as text. The person who manages this computer can correct it here: { $place }


## When the app can't start

dialog-not-started-title = Latchkey can’t open its window
dialog-no-webview =
    Latchkey shows its pages with Microsoft Edge WebView2, which is missing or blocked on this computer.

    Nothing is lost: your connections and their secrets are safe.

    Open this address in your browser and install the “Evergreen Bootstrapper”. Then start Latchkey again.

    https://developer.microsoft.com/microsoft-edge/webview2

    If you can’t install it, or this message comes back, show it to the person who manages this computer.
dialog-not-started =
    Something on this computer keeps Latchkey from opening its window.

    Nothing is lost: your connections and their secrets are safe.

    Restart the computer and start Latchkey again. If this message comes back, show it to the person who manages this computer.

    Security software, a company policy or a read-only folder can cause this. On Windows, Microsoft Edge WebView2 may need to be repaired.
dialog-not-started-log = The log shows what went wrong, without any secret: { $folder }
dialog-no-screen = Latchkey needs a screen to open its window. Start it from a desktop.


## The menu bar of macOS

app-menu-about = About Latchkey
app-menu-licence = Licensed under MIT or Apache 2.0, at your option.
app-menu-services = Services
app-menu-hide = Hide Latchkey
app-menu-hide-others = Hide Others
app-menu-show-all = Show All
app-menu-quit = Quit Latchkey
app-menu-edit = Edit
app-menu-undo = Undo
app-menu-redo = Redo
app-menu-cut = Cut
app-menu-copy = Copy
app-menu-paste = Paste
app-menu-select-all = Select All
app-menu-window = Window
app-menu-minimise = Minimise
app-menu-zoom = Zoom
app-menu-full-screen = Enter Full Screen
app-menu-close = Close Window

## Page by page

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
signed-out = Signed out.
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
new-near = { $count ->
    [one] Did you mean { $name }?
   *[other] Did you mean one of these?
  }
new-unlisted = Latchkey has no list for “{ $name }”. Have its instructions ready.
    .continue = Continue with { $name }
new-unlisted-lost = “{ $name }” isn’t in the list.
new-practise = New here?
    .do = Try it with sample data
lost-own = Your connections
lost-others = Not set up by Latchkey

# A proof

tested = tested { $ago }
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

done-created = Created and tested. The secret is in { $os ->
    [windows] Windows Credential Manager
    [macos] your keychain
   *[other] your keyring
  }.
    .practice = Created and tested. The practice secret is kept in memory only.
done-place = In { $product }, open [{ $place }].
done-open = In { $product }, open the page that asks for HaloPSA credentials.
done-copy = Copy these values.
done-then = Press [{ $test }], then [{ $finish }].
done-then-test = Press [{ $test }].
done-then-finish = Press [{ $finish }].
done-no-administrator = Once { $product } works, take the administrator role away from { $agent } in HaloPSA. Its own role is enough from then on.
    .perhaps = If { $agent } is an administrator, take that role away in HaloPSA once { $product } works. Its own role is enough from then on.
done-only-there = If { $product } can’t connect
done-then-anywhere = Test the connection there, if { $product } has a button for that.
done-again = Copy these again any time from Connections.
done = Done
for-real = Now do it for real
done-not-copied = You haven’t copied the secret
    .about = { $product } needs the Client Secret. You can copy it later from Connections.
    .stay = Stay here
    .leave = Leave anyway
likely-causes = Likely causes

# index

new-connection = New connection
test-all = Test all
stop-testing = Stop testing
testing-stopped = Testing stopped.
testing = Testing…
test-it = Test
test-now = Test now
unfinished = Continue where you left off
unfinished-in-halo = “{ $name }” may be in HaloPSA
unfinished-secret = New secret
unfinished-address = No address yet
unfinished-no-agent = No agent yet
unfinished-ready = Not created yet
unfinished-to-finish = Test not passed yet
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
remove-set-up-created = “{ $name }” may be in HaloPSA already, and stays there. To delete it as well, choose [Undo in HaloPSA].
remove-set-up-new-secret = HaloPSA doesn’t change. If you’ve saved a new secret there, the old one no longer works.

# connection

new-secret-for = New secret
details = Details
not-known = Not known
connection-administrator = { $agent } is still an administrator, and { $product } needed that only to be set up. Take that role away in HaloPSA.
fact-address = HaloPSA address
fact-version = HaloPSA version
fact-agent = Works as (agent)
fact-application = Application
fact-tested = Last tested
history-begun = Set-up begun
history-created = Application created in HaloPSA
history-deleted = Application deleted in HaloPSA
history-works = Test: working
history-works-with-remarks = Test: working, with things to know
history-does-not-work = Test: not working
history-connected = Connection saved
history-secret-replaced = New secret saved
fact-permissions = Permissions
fact-keychain = { $os ->
    [windows] In Credential Manager
    [macos] In your keychain
   *[other] In your keyring
  }
    .practice = Practice: in memory only
renew = Generate a new secret?
    .about = The old secret stops working when you save the new one in HaloPSA. Everything that uses it needs the new one.
    .confirm = Show me how
remove-connection = Remove this connection?
    .about = The secret is deleted from this computer. Nobody can show it again.
    .remains = The application “{ $name }” stays in HaloPSA, and { $product } keeps working. To end that as well, delete it in HaloPSA under [Configuration > Integrations > HaloPSA API].
    .practice = Only sample data is deleted.
    .confirm = Remove

# permissions

permissions-title-for = What does { $product } need?
permissions-secret-title = What may { $product } do?
permissions-lead = Paste the list from its instructions, or start from one of these.
permissions-lead-without-list = The vendor’s page doesn’t name the permissions, as far as it could be read. Paste a list, or start from one of these.
permissions-lead-listed = The vendor’s list is chosen. Change it only if your instructions say so.
paste-list = Paste the list from the instructions for { $product }
    .placeholder = read:tickets, edit:tickets, Customers: Read and edit…
pasted-found = { $count ->
    [one] 1 found: { $permissions }
   *[other] { $count } found: { $permissions }
  }
pasted-near = { $count ->
    [one] Does “{ $text }” mean this?
   *[other] Does “{ $text }” mean one of these?
  }
pasted-unknown = Latchkey doesn’t know “{ $text }”. HaloPSA may.
pasted-add = Add { $permission }
undecided-title = { $count ->
    [one] 1 line is undecided
   *[other] { $count } lines are undecided
  }
undecided = Not chosen so far: { $lines }
    .leave = Continue without
    .add = { $count ->
        [one] Add
       *[other] Add them
      }
undecided-meant = Probably meant: { $permissions }
pasted-not-needed = These need no permission: { $names }.
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
    .about = Everything, including settings
start-list-minimum = Required
start-list-with-kb-sync = With the knowledge base
start-list-example = Recommended
start-list-narrower = Less access
start-list-with-extras = With extras
start-list-once-set-up = Once it’s set up
start-list-full = Recommended
start-list-partial = Known so far
start-list-earlier = Earlier list
start-list-asked-for = What it asks for
start-list-standard = All but administration
start-list-standard-webhooks = Standard, plus webhooks
start-list-all = Full access
source-seen = Vendor’s page seen on { $date }.
source-unseen = Vendor’s page not rechecked recently.
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

agent-lead = The HaloPSA account that { $product } works as. It sees what this agent sees.
agent-demands = What { $product } needs
agent-name = Agent
    .hint = The agent’s name as HaloPSA shows it.
agent-api-only = API-only
agent-only-api-only = API-only: not for this product
agent-no-team = In no team
agent-administrator = Administrator
agent-not-administrator = Not an administrator
agent-own = Your own account
agent-person = A person’s account
    .licensed = Perhaps a person’s account
agent-restricted = Some customers only
agent-teams = { $teams ->
    [one] 1 team
   *[other] { $teams } teams
  }
agent-teams-of = { $teams } of { $all } teams
agent-all-customers = All customers
agent-customers = { $count ->
    [one] 1 customer only
   *[other] { $count } customers only
  }
agent-roles = Role: { $roles }
agent-recommended = Recommended
agents-recommended = Suitable
agents-chosen = Agents
agents-none = HaloPSA shows no agents. Create one, then refresh the list.
agents-none-recommended = None of these is a clear choice. An API-only agent made for this product is best.
    .licensed = None of these is a clear choice. An agent with a licence, made for this product, is best.
agents-other = { $count ->
    [one] 1 other agent
   *[other] { $count } other agents
  }
agents-type-to-find = { $count ->
    [one] 1 more. Type part of its name to find it.
   *[other] { $count } more. Type part of a name to find one.
  }
agents-type-more = { $count ->
    [one] 1 more. Type more of the name to find it.
   *[other] { $count } more. Type more of the name to find one.
  }
agents-nobody = No agent has this in its name.
agents-being-read = Reading the agents from HaloPSA…
agent-create = None of these? Create one
    .one = In HaloPSA, go to [Configuration > Teams & Agents > Agents] and click [New].
    .two = Name it { $product } and tick [Is an API-only Agent].
    .licensed = Name it { $product } and leave [Is an API-only Agent] unticked: it takes a HaloPSA licence.
    .three = Add it to a team, and give it roles for what { $product } needs. Save it, then refresh this list.
open-halopsa = Open HaloPSA
refresh-list = Refresh list
name-in-halopsa = Name in HaloPSA
    .hint = As listed in HaloPSA.
name-proposed = HaloPSA already has “{ $name }”, so this one gets a number.
name-taken = HaloPSA already has “{ $name }”. “{ $free }” is free.

# Signing in
signing-in-asked = Sign in to continue
    .undo = Sign in to undo
    .about = You’re signed out of HaloPSA. Your answers are kept.
signing-in-do = Sign in
signing-in-busy = Signing in…
signing-in-window = Continue in the sign-in window
    .check = Check the address in the window’s title before you enter your password.
    .practising = User name and password are filled in there. Press the button.
    .password = Latchkey doesn’t read or keep your password.
signing-in-show = Show window
signing-in-look = Signed in. Reading HaloPSA’s applications…
signing-in-fails = Can’t sign in?
    .about = Some sign-in services and passkeys don’t work in embedded windows. You can do it by hand in your own browser; your answers are kept.
signing-in-other = Sign in as someone else
signing-in-accept = Continue as { $name }
signing-in-done = Signed in.
other-ways-title = Can’t sign in here?
by-hand-do = Do it by hand
by-hand-anyway = Continue by hand anyway
instructions-save = Save instructions
instructions-for-administrator = Ask an administrator

# connect
connect-title-new = Sign in to HaloPSA
connect-address-title = Your HaloPSA address
connect-lead = Latchkey creates the application for { $product }.
connect-lead-practice = Sign in as you would in your own HaloPSA.
connect-lead-by-hand = Latchkey shows you each step to do in your own browser.
connect-address = HaloPSA address
    .hint = Paste the address of any HaloPSA page.
    .placeholder = acme.halopsa.com
connect-address-set = Filled in by the administrator of this computer. You can change it.
connect-address-practice = This is the practice HaloPSA.
connect-own = Stop and use another
connect-window = HaloPSA’s own page opens. Use an administrator account.
connect-window-practice = A practice sign-in page opens in a window, already filled in.
connect-signed-in = Signed in as { $name }
    .application = Signed in with the application { $name }
connect-switch = Switch account
connect-instead = Sign in instead
connect-elsewhere = Sign in at { $elsewhere }
connect-meant = Use { $address }
connect-insist = Use this address anyway
connect-insist-value = Use this value anyway
authority-lead = Sign in with an API application. Latchkey uses its credentials once and doesn’t keep them.
authority-client-id = Client ID
authority-secret = Client Secret
authority-secret-taken = Client Secret entered
authority-secret-other = Change
authority-client-id-missing = Enter the Client ID
authority-secret-missing = Enter the Client Secret
authority-needs-new = Its agent must be an administrator, and it needs the permission [all] or [admin].
authority-practice = Use a practice application
authority-use = Use an API application
not-administrator-new = I’m not the administrator
    .how = Save instructions with everything you’ve answered, and send them to an administrator.
done-renewed = The new secret works. It’s saved in { $os ->
    [windows] Windows Credential Manager
    [macos] your keychain
   *[other] your keyring
  }.
    .practice = The new secret works. In practice it’s kept in memory only.

# guide
guide-count = { $count } of { $all }
guide-progress = Progress
guide-beside = Put beside HaloPSA
guide-full-window = Full window
guide-next = Next
guide-same-client-id = Same Client ID
guide-copy-name = Copy name
guide-copy-agent = Copy agent
guide-all = All steps
guide-help = I can’t find it
guide-at-open = Open HaloPSA
guide-at-form = Fill in the form
guide-at-form-there = Check the form
guide-at-form-lost = Open the application
guide-at-secret = Copy the secret
guide-at-secret-anew = Generate a new secret
guide-at-save = Set permissions, save
guide-at-save-lost = Save the application
guide-at-test = Test the connection
guide-trap-form = Choose [Login Type] before you copy. It changes the secret.
guide-trap-secret = HaloPSA shows the secret only until you press [Save].
guide-trap-secret-anew = Generate it once only. The old secret stops working when you press [Save].
guide-trap-save = Saving can change the Client ID.
guide-help-save = The permissions have a tab of their own. Use the search if the list is long.
guide-help-open = The button opens the list of applications directly. If another page opens, use the menu as described.
guide-help-form = In HaloPSA, go to [Configuration > Integrations > HaloPSA API], then [View Applications]. [New] is on that page. The field for the agent appears once [Login Type] is [Agent].
guide-help-form-lost = In HaloPSA, go to [Configuration > Integrations > HaloPSA API], then [View Applications]. The application usually has the product’s name.
guide-help-secret = It’s beside the Client ID. If you see only dots, use HaloPSA’s copy button, or generate a new one.
guide-exists = “{ $name }” is in HaloPSA already
    .about = Latchkey created it. Open it instead of creating another.
    .undo = Sign in to undo
guide-open-application = Open “{ $name }” in the list of applications.
guide-opened = HaloPSA opens in your browser. Sign in there as an administrator.
guide-copied-name = The name is copied. Paste it into [Application Name].
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
guide-to-form = Go to Client ID
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
review-no-list = Your choice: the vendor’s page names no permissions, as far as it could be read.
review-changed = Changed from what { $product } recommends.
review-restore = Use recommended permissions
review-change-permissions = Change permissions
review-list-example = The vendor’s own example.
review-list-once-set-up = { $product } needs more while it’s being set up.
review-list-with-extras = Some of these are for optional features only.
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
    .can = See and change, including HaloPSA’s settings
access-all-standard = Everything
    .can = See and change, except HaloPSA’s settings
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
narrowing-customers = Only some customers
narrowing-ticket-types = Only some ticket types
narrowing-others-tickets = Not other agents’ tickets
narrowing-unassigned-tickets = No unassigned tickets
narrowing-customer-names = Only their names
narrowing-item-names = Only their names
sees-nothing = Nothing
sees-not-changed = Can’t be changed
sees-below = Less in the areas below
sees-not-told = Not told by HaloPSA
gap-disabled = { $agent } is disabled.
gap-no-team = { $agent } is in no team, so there’s nothing to see in { $areas }.
gap-no-access = { $count ->
    [one] { $agent } has no access to { $areas }.
   *[other] { $agent } has no access to { $count } areas: { $areas }.
  }
gap-no-role = { $count ->
    [one] The role { $role } has no access to { $areas }.
   *[other] The role { $role } has no access to { $count } areas: { $areas }.
  }
gap-only-reads = { $count ->
    [one] { $agent } can see but not change { $areas }.
   *[other] { $agent } can see but not change { $count } areas: { $areas }.
  }
unmet-not-api-only = { $agent } is API-only, and { $product } needs an agent with a HaloPSA licence.
    .remark = The agent is API-only, and the product needs one with a HaloPSA licence. Choose another agent in the application.
unmet-administrator = { $agent } isn’t an administrator, and { $product } needs one.
    .remark = The agent isn’t an administrator, and the product needs one. Make it one in HaloPSA, or choose another agent in the application.
unmet-administrator-at-first = { $agent } isn’t an administrator, and { $product } needs one until it’s set up.
    .remark = The agent isn’t an administrator. Make it one in HaloPSA until the product is set up.
unmet-a-team = { $agent } is in no team, and { $product } works for its agent’s teams.
    .remark = The agent is in no team. Add it to the teams that the product works for.
unmet-default-team = { $agent } is in no team, and { $product } needs an agent with a default team.
    .remark = The agent is in no team. Give it a default team in HaloPSA.
unmet-all-teams = { $agent } isn’t in all teams, and { $product } needs all of them.
    .remark = The agent isn’t in all teams, and the product needs all of them. Add it to the others in HaloPSA.
unmet-all-customers = { $agent } can’t see all customers, and { $product } needs all of them.
    .remark = The agent can’t see all customers, and the product needs all of them. Lift the agent’s limits in HaloPSA.
testing-all = Testing { $count } of { $all }…
tested-one = { $what }: { $result }
tested-all = { $count ->
    [0] All tested. Every connection works.
    [one] All tested. 1 connection isn’t working.
   *[other] All tested. { $count } connections aren’t working.
  }
not-tested = { $count ->
    [one] 1 connection couldn’t be tested
   *[other] { $count } connections couldn’t be tested
  }
more-connections = { $count ->
    [one] 1 more. Type part of its name to find it.
   *[other] { $count } more. Type part of a name to find one.
  }
    .show = Show all
see-why = See why
    .of = See why { $what } isn’t working
history = History

# check
check-column = Checked
    .result = Result
