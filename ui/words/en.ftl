### Every sentence that a person reads, in English.
###
### Pages name an id (`data-words`); Rust asks for the same ids. A missing or unused id fails the tests.
### What stands in [square brackets] is what the person sees in HaloPSA or in the product, in exactly
### these words; pages show it set apart, plain text keeps the brackets.
### A message's attributes: `.hint` helps, `.trap` warns, `.about` explains, `.advice` says what to do,
### `.short` is for the checklist; `.aria-label` and `.placeholder` become that attribute of the element.

app-name = Latchkey for HaloPSA
home = To the start
    .aria-label = Latchkey for HaloPSA: to the start


## Every page

back = Back
continue = Continue
cancel = Cancel
try-again = Try again
insist = It is right all the same
agree-elsewhere = Yes, sign in at { $elsewhere }
to-the-start = To the start
copy = Copy
    .aria-label = Copy { $what }
copied = Copied.
working = One moment…
working-address = Looking at the address…
working-save = Saving…
working-authority = Signing in, and looking which applications there are…
working-window = Opening the window…
working-keychain = Talking to your keychain…
working-check = Trying out what Latchkey needs…
working-practice = Starting the practice HaloPSA…
keychain-waits = Your computer may be asking for a password
    .about = Your keychain has not answered yet. Look for a window that asks for your computer’s password; it may be behind this one. Latchkey goes on by itself as soon as you have answered.
stop-waiting = Stop waiting
banner-practising = You are practising.
    .about = Everything in this HaloPSA is invented, and nothing reaches your own. When you stop, all of it is gone.
    .real = Everything in this HaloPSA is invented. Practice secrets go to your real keychain, as you asked, and are removed when you stop.
    .aria-label = Practising
stop-practising = Stop practising
stop-and-use = Stop practising and use it
blocked-title = Latchkey can’t show this page


## The checklist beside every page

checklist-set-up = Connect { $product }
checklist-new-secret = New secret for { $product }
checklist = Steps
    .aria-label = Steps of this set-up
checklist-done = done
step-connect = Where your HaloPSA is
step-general = Name and agent
step-permissions = Permissions
step-review = Look it over and save
step-guide = Do it in HaloPSA
step-done = Hand over


## The first page

index-page = Start – Latchkey for HaloPSA
index-title = Which product do you want to connect to HaloPSA?
    .about = Choose it, and Latchkey takes you through every step. The secret goes into this computer’s keychain and nowhere else.
index-search = Search for the product
    .placeholder = Type its name
index-products = Products
index-found = { $count ->
    [0] No listed product has this name.
    [one] 1 product
   *[other] { $count } products
  }
another-product = Another product
    .about = Any product that asks for HaloPSA credentials
not-possible-authorization-code = Not possible here: it has each person sign in to HaloPSA, and Latchkey makes credentials with which a product signs in by itself.
not-possible-password = Not possible here: it wants an agent’s name and password, and Latchkey never takes a password.
product-name = Name of the product
    .hint = As you call it. It helps you to find this connection again.
begin = Begin
index-connections = Your connections
index-connections-empty = Nothing is connected yet.
    .about = Once a connection has been shown to work, it stands here.
connection-proved = Checked on { $date }
connection-open = Open
    .aria-label = Open { $what }
index-unfinished = Not finished yet
unfinished-no-address = No address yet
unfinished-new-secret = New secret
unfinished-damaged = A set-up whose answers can’t be read
    .about = The file that held them is damaged, so Latchkey can’t go on with it. Remove it here, and begin again.
unfinished-entries = In your keychain:
unfinished-application = The application “{ $name }” may be in HaloPSA already. Go on to finish it, or undo it.
unfinished-undo = Undo
    .aria-label = Undo { $what }
go-on = Go on
    .aria-label = Go on with { $what }
remove = Remove
    .aria-label = Remove { $what }
abandon-title = Remove this set-up?
abandon-text = Your answers are deleted from this computer, and so is the secret, if it is in your keychain.
abandon-remains = HaloPSA is not changed. If you have pressed [Save] there already, the application still stands in HaloPSA. To delete it: [Configuration > Integrations > HaloPSA API], then [View Applications], open it and delete it.
abandon-created = The application { $name } may be in HaloPSA already. Undo deletes it there, too. If you remove the set-up instead, the application stays, and you delete it in HaloPSA yourself.
abandon-undo = Go to undo
abandon-remains-new-secret = HaloPSA is not changed. If you have saved a new secret there already, the old one no longer works, and you will need another new one.
abandon-confirm = Remove it
abandon-done = It has been removed.
index-damaged = Some saved data could not be read
    .about = Nothing was deleted. The damaged files were put aside under these names, in Latchkey’s data folder. What is missing from the lists below was in them. Secrets are not affected: they are in your keychain.
lost-title = I lost a secret
    .about = HaloPSA does not show a Client Secret again after it has been saved. A new one can be made for the same application.
lost-warning = The old secret stops working at the moment when the new one is saved in HaloPSA. Everything that still uses the old one needs the new one.
lost-which = Which application?
lost-foreign = Not set up by Latchkey
lost-product = Which product uses it?
lost-other-product = Another product
lost-name = Name of the product
lost-begin = Make a new secret
practise-title = Practise first
    .about = Latchkey brings a HaloPSA for practising along. Go the whole way with it, make mistakes, start again: nothing there is real.
practise-keychain = Keep practice secrets in the real keychain
    .hint = Only if you want to see that, too. Otherwise they are held in memory and gone when you stop.
practise = Practise
check-link = Check this computer
    .about = Something doesn’t work, or somebody who helps you asks for it? See whether this computer has what Latchkey needs.


## Where

connect-page = Where your HaloPSA is – Latchkey for HaloPSA
connect-title = Where is your HaloPSA?
    .about = Open HaloPSA in your browser, copy the address from the top of the window, and paste it here. Any page of it will do.
    .practising = The address is filled in. Sign in, just as you would in your own HaloPSA.
address = Address of your HaloPSA
    .hint = For example acme.halopsa.com
address-set = Filled in by whoever manages this computer. Change it if your HaloPSA is somewhere else.
address-practice = This is the practice HaloPSA. While you practise, Latchkey reaches nothing else.
use-own = Stop practising and use your own
connect-found = Found
found-address = Address
found-version = Version
found-tenant = Tenant
found-sign-in = Signs in at
sign-in = Sign in to HaloPSA
    .about = HaloPSA’s own sign-in page opens in a window. Sign in there as an administrator. Latchkey then does everything in HaloPSA for you; nothing is created before you press the button on the last page.
progress-sign-in-window = Sign in in the window that has opened
progress-sign-in-look = You are signed in. Looking which applications there are…
sign-in-card = The sign-in window
    .practising = It shows the practice HaloPSA’s sign-in page. User and password are filled in there already: just press the button.
    .page = It shows HaloPSA’s own sign-in page. Sign in as always, also with a code from your phone or with single sign-on.
    .title = The title of the window says where you really are. See that it is your HaloPSA, or your company’s sign-in page.
    .password = Latchkey does not look at your password and does not keep it. As soon as you are signed in, the window closes by itself.
sign-in-forward = Show the window
sign-in-stop = Stop
sign-in-fails = My sign-in doesn’t work here
    .about = That can be. Some sign-in services refuse a window inside another program, and passkeys or your company’s rules for devices may not work in it.
    .advice = Then do it by hand: you sign in in your own browser, and Latchkey tells you what to do there. All your answers are kept.
sign-in-other = Sign in as somebody else
go-on-as = Go on as { $name }
sign-in-first = Sign in first
    .about = Nobody is signed in to HaloPSA any more. Sign in again; all your answers are kept.
said-signed-in = Signed in.
other-ways = Other ways
by-hand = By hand, in my own browser
go-by-hand = Do it by hand
sign-in-window-title = Sign in at { $host } – Latchkey for HaloPSA
sign-in-window-opening = Sign in: opening… – Latchkey for HaloPSA
sign-in-window-unknown = Sign in: unknown place – Latchkey for HaloPSA
authority = I have an API application that may create others
    .about = Then you need not do anything in HaloPSA: Latchkey creates the application for you. Give it the Client ID and the Client Secret of the one that you have. They are used once, to sign in now, and are kept nowhere.
    .needs = It must log in as an agent who is an administrator, and have the permission [all] or [admin]. If you are not sure, do it by hand: that always works.
use-practice-authority = Use the practice one
said-authority = Signed in. Go on with name and agent.
signed-in = Signed in to HaloPSA
    .about = Next you choose name, agent and permissions. Nothing is created in HaloPSA before you press the button on the last page.
signed-in-application = With the application
signed-in-agent = As the agent
signed-in-administrator = Administrator
by-hand-instead = Do it by hand instead
applications = { $count ->
    [one] 1 application stands there
   *[other] { $count } applications stand there
  }
applications-unread = { $count ->
    [one] One more application can’t be read.
   *[other] { $count } more applications can’t be read.
  } Latchkey can still create a new one. If something doesn’t look right, continue by hand.
agents-unread = { $count ->
    [one] One more agent can’t be read, so it isn’t listed here.
   *[other] { $count } more agents can’t be read, so they aren’t listed here.
  } If yours is missing, continue by hand.
this-one = Yes, use this one
    .aria-label = Yes, use this one: { $what }
delete-this-one = Yes, delete this one
    .aria-label = Yes, delete this one: { $what }
none-of-these = None of these
candidate-id = HaloPSA’s ID
candidate-client-id = Client ID
candidate-created = Created
applications-all = Show all { $count }
application-name = Application
application-state = State
application-agent = Logs in as
application-permissions = Permissions
application-system = HaloPSA’s own
application-active = Active
application-inactive = Not active
application-no-agent = No agent
application-untold = Not told
application-many = { $count } permissions
connect-by-hand = You do it, Latchkey guides you
    .about = You sign in to HaloPSA in your own browser, as always. Latchkey tells you what to click, gives you what to type, and takes care of the credentials. It never asks for your HaloPSA password.
not-administrator = I’m not the administrator
    .about = Creating credentials needs an Administrator account in HaloPSA. Save the instructions as a file and send them to whoever has one. The more steps you have answered here, the more is filled in.
    .secret = The secret should not travel by mail. The instructions say how to hand it over.
save-instructions = Save the instructions
instructions-saved = The instructions have been saved in the place you chose.
instructions-not-saved = Nothing was saved.


## Name and agent

general-page = Name and agent – Latchkey for HaloPSA
general-title = Name and agent
    .about = Two answers that you will enter in HaloPSA in a moment. Latchkey keeps them ready for you to copy.
    .list = How the application is called, and who it logs in as. Nothing is created yet.
name = Application Name
    .hint = Under this name it stands in HaloPSA’s list of applications. The product’s own name is a good choice.
agent = Agent to log in as
    .hint = The name of the agent, exactly as HaloPSA shows it. An agent made for { $product } alone is best.
agent-why = Why not my own account?
    .about = { $product } works in HaloPSA as this agent. Whatever it does carries this name, and it can do only what this agent may do.
    .own = With your own account, everything it does looks as if you had done it, and the connection stops when your account is closed or your rights change.
agent-how = How do I create an agent for { $product }?
    .one = In HaloPSA, go to [Configuration > Teams & Agents > Agents] and click [New].
    .two = Give it a name that everybody will understand, such as { $product }, and tick [Is an API-only Agent]. Such an agent needs no licence, can’t sign in to HaloPSA’s pages, and can’t be given tickets.
    .three = Put it into a team, and give it roles that may see and change what { $product } needs. An agent without rights gets empty answers, not an error.
    .four = Save it, come back here, and type its name above.
agents = Which agent should { $product } act as?
agents-reading = Reading HaloPSA’s agents…
agents-chosen = Chosen
agents-fit = These fit
agents-others = Others
agents-none-fit = None of the agents fits { $product }. It is best to create one for it; below it says how.
agents-more = And { $count } more. Type a part of the name above to find one.
agents-not-found = No agent has this in its name.
agent-search = Find an agent
agents-none = None fits
    .about = When you come back to this window, Latchkey reads the list again.
agents-again = Read the list again
agent-warning-own = This is the account that is signed in now. Everything that { $product } does will carry this name, and it stops when the account is closed.
agent-warning-person = A person’s account. Everything that { $product } does will carry this name, and it stops when they leave.
agent-warning-no-team = In no team: it may see nothing.
agent-warning-restricted = It may see some customers only.
agent-warning-administrator = An administrator. Whoever has the secret administers HaloPSA, and { $product } doesn’t need that.
general-facts = The same for every product
    .about = Nothing to decide here. The guide reminds you of each.
fact-active = [Active]: selected
fact-method = [Authentication Method]: Client ID and Secret (Services)
fact-login-type = [Login Type]: Agent


## What will be created

review-page = Look it over and save – Latchkey for HaloPSA
review-title = Look it over and save
    .about = When you press the button, Latchkey creates this application in HaloPSA, checks that it works, and puts the credentials into your keychain.
review-what = This will be created
review-where = In
review-agent = Agent to log in as
review-permissions = Permissions
reach = How far it will reach
    .about = A permission opens only what { $agent } may see as well. This was read from HaloPSA just now.
reach-kind = Kind of agent
reach-kind-api = API-only
reach-kind-person = A person’s
reach-administrator = Administrator
reach-administrator-yes = Yes
reach-administrator-no = No
reach-roles = Roles
reach-of-teams = Teams
reach-for-customers = Customers
reach-all-customers = All
reach-none = None
reach-permission = Permission
reach-sees = What it will see
reach-reading = Reading what { $agent } may see…
reach-untold = HaloPSA does not tell what { $agent } may see. After saving, Latchkey checks what it really sees.
reach-failed = What { $agent } may see could not be read
    .about = You can go on without it: after saving, Latchkey checks what it really sees.
reach-nothing = { $count ->
    [one] With one permission it will see nothing
   *[other] With { $count } permissions it will see nothing
  }
    .about = HaloPSA would give no error, only empty lists. Choose another agent, or change the rights of { $agent } in HaloPSA and read them again.
reach-again = Read it again
reach-other-agent = Choose another agent
reach-everything = Everything, as far as HaloPSA tells
reach-not-told = HaloPSA does not tell
reach-disabled = Nothing: the agent is disabled
reach-no-access = { $role ->
    [own] Nothing: the agent itself has no access
   *[other] Nothing: the role { $role } has no access
  }
reach-no-team = Nothing: the agent is in no team
reach-teams = { $all ->
    [0] What belongs to its { $teams ->
        [one] team
       *[other] { $teams } teams
      }
   *[other] What belongs to { $teams } of { $all } teams
  }
reach-customers = What belongs to { $customers }
reach-of-customers = Only of { $customers }
reach-more-customers = { $names } and { $count } more
reach-only-read = It may only look; changing will be refused.
review-request = As the request that is sent
    .about = For whoever wants to see it exactly. What stands as … is made when you press the button.
review-create = Create it in HaloPSA
review-finish = Go on
review-stop = Stop
review-undo = Undo
stage-sent = Perhaps { $name } is in HaloPSA already
    .about = Latchkey asked for it and did not hear clearly what came of it. Go on: it looks for the application first. Or undo it.
stage-found = { $name } is in HaloPSA
    .about = Latchkey created it. It has not been checked yet. Go on, or undo it.
stage-compared = { $name } is in HaloPSA, and does not work yet
    .about = You can put it right in HaloPSA and go on here, undo it, or go on by hand: the guide ticks what is done.
undo-title = Undo this?
undo-text = Latchkey deletes the application { $name } in HaloPSA, and its secret from your keychain.
undo-remains = Your answers stay, so that you can try again.
undo-confirm = Undo it
undo-done = Undone: the application has been deleted in HaloPSA, and its secret from your keychain. Your answers are still here.
undo-nothing = Undone: no application was in HaloPSA. Your answers are still here.
guide-created = Latchkey has created { $name } already
    .about = Open it in HaloPSA instead of making a new one, and do what is not ticked yet. The Client ID and the secret are taken already, if they are ticked.


## Permissions

permissions-page = Permissions – Latchkey for HaloPSA
permissions-title = What may { $product } do in HaloPSA?
    .about = Give it what it needs, and no more. You can change this in HaloPSA at any time.
permissions-title-new-secret = What may { $product } do in HaloPSA?
    .about = Choose what the application has in HaloPSA today: open it there and look at its [Permissions] tab. Latchkey checks the new secret against this.
permissions-lists = Permissions
list-minimum = What the vendor names
    .about = With less, { $product } does not do all that it should.
list-with-kb-sync = With the knowledge base
    .about = What the vendor names if { $product } is to keep the knowledge base the same on both sides.
list-example = What the vendor names
    .about = The vendor names these as an example. If { $product } later says that something is missing, add it in HaloPSA.
list-full = What the vendor names
    .about = With these, all of { $product } works. It can do with fewer, but the vendor advises against it.
list-partial = What the vendor is known to name
    .about = Only a part of the vendor’s page could be read. { $product } may need more; compare with the page.
list-earlier = What the vendor named earlier
    .about = The vendor has a newer page, and its list could not be read. Compare with the page before you go on.
list-asked-for = What it asks for
    .about = { $product } asks for these when it signs in, whatever else it was given. This stands in its code, not in its help.
list-standard = Everything but administration
    .about = { $product } can then do whatever its agent may do, but not administer HaloPSA. The vendor asks for this.
list-all = Everything
    .about = { $product } can then do whatever its agent may do, administration included. The vendor names this.
list-own = Choose myself
    .about = Area by area.
list-status-minimum = Needed
list-status-example = Example
list-status-partial = Perhaps not all
list-status-all = A lot
list-source-unseen = From the vendor’s documentation. It could not be looked up again lately.
list-source = From the vendor’s documentation, looked up on { $date }.
open-source = Read it there
permissions-areas = What it may see and change
    .hint = “Change” includes “See”. Press an area’s name to read what can be seen and changed there.
permissions-find = Find
    .placeholder = Tickets, bills, read:kb…
permissions-only-chosen = Only what is selected
permissions-found = { $count ->
    [one] 1 area shown
   *[other] { $count } areas shown
  }
permissions-none-found = No area matches. Is it a permission of your HaloPSA that is not listed? Add it under “Other permissions”.
permissions-none-chosen = Nothing is selected yet.
permission-unknown = not known to Latchkey
vendor-mark = (named by the vendor)
    .about = Named by the vendor
group-work = Service desk
group-people = Customers and people
group-things = Devices and software
group-money = Buying, selling, billing
group-halopsa = HaloPSA as a whole
permissions-other = Other permissions
    .hint = Is there one in your HaloPSA that is not listed here? Type its name as it stands there, for example read:tickets.
own-permission = Name of the permission
add-own-permission = Add
permissions-count = { $count ->
    [0] Nothing chosen yet
    [one] 1 permission chosen
   *[other] { $count } permissions chosen
  }
vendor-says = Good to know about { $product }
redirect-uri = Its application needs this redirect URI:
reason-timezest-all = The vendor asks for everything, and limits { $product } by the role of its agent.
reason-hudu-read-kb = Only if the knowledge base is kept the same on both sides
reason-hudu-edit-kb = Only if the knowledge base is kept the same on both sides
reason-threatlocker-edit-tickets = To close tickets
reason-threatlocker-read-customers = To match customers with its own
reason-limacharlie-edit-tickets = To open, change and find tickets, and to write notes in them
reason-limacharlie-edit-assets = To find devices, and to add those that are missing
reason-limacharlie-read-customers = To look up customers and their sites
reason-saas-alerts-all-teams = Without it, HaloPSA may refuse
reason-perimeters-read-tickets = To see the tickets that it opened
reason-perimeters-edit-tickets = To open tickets and change them
reason-perimeters-read-customers = To list the customers
reason-perimeters-read-assets = To list the devices
reason-perimeters-read-projects = To list the projects
reason-perimeters-all-teams = To list the teams and who is in them
reason-billingbot-all-standard = It has all that it needs with this, and need not be an administrator.
reason-lifecycle-insights-it-glue-read-contracts = For later use, the vendor says
reason-zomentum-admin-webhooks = So that HaloPSA tells it at once what has changed
reason-zomentum-read-pos = For purchase orders
reason-squaredup-read-customers = It can’t do without
demand-own = Its agent should be one of its own.
demand-api-only = Its agent should be API-only: in HaloPSA, tick [Is an API-only Agent].
demand-administrator = Its agent should be an administrator.
demand-own-role = Its agent should have a role made for it, with just what it needs.
demand-fitting-role = The roles of its agent must allow what the permissions say.
demand-a-team = Its agent must be in the teams that it works for.
demand-all-teams = Its agent must be in all teams.
demand-no-default-team = Its agent should have no default team.
demand-all-customers = Its agent must be allowed to see all customers.
demand-around-the-clock = The working hours of its agent should be the whole day.
demand-owns-tickets = What it creates in HaloPSA will belong to its agent.
trouble-breaks-with-all = With the permission [all] it can’t sign in.
trouble-needs-all-teams = Without the permission [all:teams], HaloPSA may refuse it.
trouble-asks-for-all = When it signs in it asks for everything, whatever it was given. If its test fails with fewer permissions, this is the reason.
trouble-asks-for-administration = When it signs in it always asks for [admin], [edit:tickets] and [edit:customers].
trouble-halopsa-com-only = It only takes the first part of an address that ends in .halopsa.com. With another address it may not work.
trouble-secret-store = It keeps the secret in a store of its own. Its form only takes the name under which it stands there.
trouble-secret-by-mail = Its vendor has the secret sent by mail. Mail can be read on the way: ask the vendor for a safer one.
trouble-newer-list-unseen = Its vendor may ask for more by now: the newest page could not be read to its end.
advice = What to think of
advice-wrong-name = HaloPSA has no permission { $permissions }. { $meant } was probably meant.
    .remedy = Take { $meant }
advice-none-needed = HaloPSA has no permission { $permissions }, and none is needed. Which agents and teams can be seen depends on the agent that you choose.
    .remedy = Remove it
advice-unknown-name = Latchkey does not know { $permissions }. If your HaloPSA has it, that is fine. If not, HaloPSA refuses it.
advice-breaks-with-all = With everything, { $product } can’t sign in.
    .remedy = Take what the vendor names
advice-less-than-needed = { $product } also needs: { $permissions }.
    .remedy = Add it
advice-all-without-teams = “Everything” does not include the teams, and { $product } needs them.
    .remedy = Add the teams
advice-more-than-needed = More than the vendor names for { $product }: { $permissions }.
    .remedy = Leave it out
advice-administration = This is about HaloPSA itself, not only about what is in it: { $permissions }.
advice-all-could-be-standard = “Everything” includes administration. If { $product } does not administer HaloPSA, it need not have that.
    .remedy = Take everything but administration
advice-all-with-others = You have chosen everything, and that includes this: { $permissions }.
    .remedy = Leave it out
advice-read-included = Whoever may change something may see it, too. Included already: { $permissions }.
    .remedy = Leave it out
meter-everything = With these credentials, a thief could do everything in your HaloPSA, and give themselves more.
meter-everything-but-administration = With these credentials, a thief could see and change everything in your HaloPSA but how it is set up.
meter-change-money = With these credentials, a thief could change what you sell, buy or bill.
meter-change-personal = With these credentials, a thief could change what concerns people, and write in your name.
meter-read-money = With these credentials, a thief could see what you sell, buy or bill.
meter-read-personal = With these credentials, a thief could see who your customers and colleagues are, or what they write.
meter-little = With these credentials, a thief could do little harm.
meter-unknown = Latchkey does not know these permissions, so it can’t say what a thief could do with them.
permission-named = { $area }: { $verb }
verb-read = See
verb-edit = Change
verb-editMine = Change one’s own
verb-access = Use
permission-admin = Administration
    .verb = Everything in administration
    .see = How HaloPSA is set up
    .change = Anything in HaloPSA’s set-up, also who may do what, and more applications like this one
permission-admin-webhooks = Webhooks: set up
    .verb = Webhooks
    .see = Which other services HaloPSA reports to
    .change = To which services HaloPSA reports what happens in it
permission-all = Everything
    .verb = Everything
    .see = Everything in HaloPSA, also how it is set up
    .change = Everything in HaloPSA, also how it is set up
permission-all-standard = Everything but administration
    .verb = All but administration
    .see = Everything but how HaloPSA is set up
    .change = Everything but how HaloPSA is set up
permission-all-teams = All teams
    .verb = All teams
    .see = Which teams there are and who is in them
    .change = Changes nothing by itself
permission-editMine-timesheets = Timesheets: Change one’s own
    .verb = Change one’s own
    .see = The agent’s own timesheet
    .change = The agent’s own timesheet
sensitivity-money = Money
    .about = Money: what you sell, buy or bill
sensitivity-personal = People
    .about = People: who they are, what they write
sensitivity-administration = Administration
    .about = Administration: how HaloPSA is set up
few-instances = Seen in some instances only
area-tickets = Tickets
    .about = Tickets and their actions
    .see = Every ticket that the agent may see, and what was written in it
    .change = Open, answer, change and close tickets
area-calendar = Calendar
    .about = Appointments
    .see = Whose appointment is when
    .change = Make, move and cancel appointments
area-customers = Customers
    .about = Customers, their sites and users
    .see = Customers, their sites, their people and how to reach them
    .change = Create and change customers, sites and people
area-crm = CRM
    .about = Notes about customers
    .see = What was noted about customers
    .change = Write and change notes
area-contracts = Contracts
    .about = Customers’ agreements
    .see = What was agreed with customers, and at what price
    .change = Make and change agreements
area-suppliers = Suppliers
    .about = Whom you buy from
    .see = From whom you buy, and how to reach them
    .change = Create and change suppliers, also where they are paid
area-items = Items
    .about = Products and stock
    .see = What you sell and have in stock, and what it costs
    .change = Change products, stock and prices
area-projects = Projects
    .about = Projects and their tasks
    .see = Projects, their tasks and who works on them
    .change = Open, change and close projects
area-sales = Sales
    .about = Opportunities
    .see = Whom you hope to sell what
    .change = Create and change opportunities
area-quotes = Quotes
    .about = Offers to customers
    .see = What was offered to customers, and at what price
    .change = Write and change offers
area-sos = Sales orders
    .about = What customers ordered
    .see = What customers ordered, and at what price
    .change = Create and change customers’ orders
area-pos = Purchase orders
    .about = What you ordered
    .see = What you ordered, and at what price
    .change = Create and change your own orders
area-invoices = Invoices
    .about = Bills and what is billed
    .see = Whom you billed how much
    .change = Write and change bills
area-reporting = Reports
    .about = Reports and their figures
    .see = Reports on anything in HaloPSA
    .change = Make and change reports on anything in HaloPSA
area-timesheets = Timesheets
    .about = Who worked when
    .see = Who worked when, and on what
    .change = Change who worked when
area-softwarelicensing = Software licences
    .about = Licences and subscriptions
    .see = Which licences and subscriptions customers have
    .change = Change licences and subscriptions, and so what is billed
area-software = Software
    .about = Software and its releases
    .see = Which software there is, and its releases
    .change = Change the list of software
area-kb = Knowledge base
    .about = Articles
    .see = Articles, also those for your own people only
    .change = Write, change and delete articles
area-assets = Assets
    .about = Devices and equipment
    .see = Devices, whose they are and what is known of them
    .change = Create and change devices
area-distributionlists = Distribution lists
    .about = Who gets which mail
    .see = Who gets which mail
    .change = Change who gets which mail
area-mailcampaign = Mail campaigns
    .about = Mails to many customers
    .see = Mails to many customers, and who gets them
    .change = Write and send mails to many customers
area-events = Events
    .about = Events and who takes part
    .see = Events and who takes part
    .change = Create and change events
area-chat = Chat
    .about = Live chat
    .see = What is written in chats with customers
    .change = Write in chats with customers
area-adpasswordreset = Password reset
    .about = In Active Directory
    .see = Whose password can be reset
    .change = Reset people’s passwords in Active Directory
area-admin = Administration
    .about = Only if the product asks for it
area-broad = Whole HaloPSA
    .about = Only if the product asks for it


## The guide

guide-page = Do it in HaloPSA – Latchkey for HaloPSA
guide-title = Now do it in HaloPSA
    .about = Put HaloPSA and this window side by side. Go down line by line and tick what is done. You can stop at any time; Latchkey remembers where you were.
guide-title-new-secret = Make a new secret in HaloPSA
    .about = Put HaloPSA and this window side by side. Go down line by line and tick what is done. The old secret works until you press [Save].
chapter-navigate = Go to the API settings
chapter-create = Create the application
chapter-new-secret = Make the new secret
chapter-permissions = Give it its permissions
chapter-save = Save
item-sign-in = Sign in to HaloPSA with an Administrator account.
    .short = Sign in
    .hint = Latchkey opens it in your browser. Your password stays between you and HaloPSA.
item-open-api = Go to [Configuration > Integrations > HaloPSA API].
    .short = Go to HaloPSA API
    .hint = The button opens the list of applications directly. If it leads somewhere else, use the menu.
item-view-applications = Click [View Applications].
    .short = View Applications
    .hint = You see the list of the applications that exist already.
item-new = Click [New].
    .short = New
    .hint = An empty form opens.
item-name = In [Application Name], enter the name.
    .short = Application Name
    .hint = Copy it here and paste it there.
item-active = See that [Active] is selected.
    .short = Active
    .hint = An application that is not active is refused.
item-method = As [Authentication Method], choose [Client ID and Secret (Services)].
    .short = Authentication Method
    .hint = Only this one lets a product sign in by itself.
    .trap = The other methods look alike. If it is not exactly this one, no credentials appear, or they don’t work.
item-login-type = As [Login Type], choose [Agent].
    .short = Login Type
    .hint = A field for the agent then appears.
    .trap = Choose it before you copy anything. Choosing it can change the Client Secret.
item-agent = As [Agent to log in as], choose the agent.
    .short = Agent to log in as
    .hint = Begin to type the name; HaloPSA offers what fits.
    .trap = Take care with names that look alike. { $product } will be able to do what this agent may do, and no more.
item-open-application = Open the application whose secret was lost.
    .short = Open the application
    .hint = It has the name of the product or one much like it. Click it to open it, then edit it.
item-client-id = Copy the [Client ID].
    .short = Client ID
    .hint = Copy it with HaloPSA’s own copy button if there is one. Then come back here.
item-generate = Generate a new [Client Secret].
    .short = New secret
    .hint = The button stands beside the secret.
    .trap = Generate only once. Each time, HaloPSA makes another one, and only the last one counts. The old secret stops working when you press [Save].
item-secret = Copy the [Client Secret].
    .short = Client Secret
    .hint = Copy the whole of it. Latchkey puts it into your keychain at once.
    .trap = HaloPSA shows it only until you press [Save]. Take it now, and keep the form open until Latchkey says that it is in your keychain.
item-permissions = On the [Permissions] tab, tick these permissions.
    .short = Permissions
    .hint = Use the search in HaloPSA’s list if it is long.
    .trap = Tick the names exactly as they stand here. Closing the list without saving loses the ticks.
item-save = Click [Save].
    .short = Save
    .hint = The form closes or becomes read-only.
    .trap = Before you press it: does Latchkey say above that the secret is in your keychain? After this, HaloPSA does not show it again.
item-client-id-again = Open the saved application and copy the [Client ID] once more.
    .short = Client ID after saving
    .hint = If it is the same as before, nothing changes.
    .trap = HaloPSA can change the Client ID while it saves. A Client ID from before is the commonest reason why a connection does not work.
open-halo = Open HaloPSA
open-applications = Open the applications
opened = It opens in your browser.
take-client-id = Take the Client ID from the clipboard
take-secret = Take the Client Secret from the clipboard
take-authority-client-id = Take its Client ID from the clipboard
take-authority-secret = Take its Client Secret from the clipboard, and sign in
take-client-id-again = Take the Client ID from the clipboard
take-note-macos = Your Mac may ask whether Latchkey may paste from other apps. Allow it.
type-instead = Type it instead
typed-client-id = Client ID
typed-secret = Client Secret
typed-authority-client-id = Its Client ID
typed-authority-secret = Its Client Secret
typed-client-id-again = Client ID after saving
    .hint = Pasting works, too: Latchkey then takes it from the clipboard.
use-typed = Take it
type-again = Type it once more, and press the button. Latchkey then takes it as it is.
secret-nowhere = Not taken yet
secret-kept = In your keychain
secret-in-hand = In hand, but not kept yet
    .about = Your keychain has not accepted it. Don’t close Latchkey, and leave the form in HaloPSA open.
secret-uncertain = Perhaps in your keychain
    .about = Latchkey was interrupted while it was being kept. Let it look.
look-again = Look in the keychain
said-client-id = The Client ID has been taken.
said-client-id-changed = The Client ID has been taken. It is another one than before; Latchkey now uses this one.
said-client-id-same = The Client ID has been taken. It is the same as before.
said-secret = The Client Secret is in your keychain.
said-secret-replaced = The Client Secret is in your keychain, in place of the one from before.
said-trimmed = There was white space or a quotation mark around it; that has been left out.
said-clipboard-cleared = The clipboard has been cleared.
said-windows-history = If you use the clipboard history of Windows, it may still stand there: press Win+V and remove it.
proof-title = Check that it works
proof-about = Latchkey signs in with the new credentials, as { $product } will, and looks whether it gets what you planned. It only reads and counts; it changes nothing.
prove-not-ready = First take the Client ID and the Client Secret above.
prove-unticked = { $count ->
    [one] 1 line above is not ticked yet. If it is done, check all the same.
   *[other] { $count } lines above are not ticked yet. If they are done, check all the same.
  }
prove = Check that it works
prove-again = Check again
reads-to-come = Trying what it may read…
progress-ready = Looking whether all is ready…
progress-create = Creating the application in HaloPSA…
progress-look = No clear answer. Looking whether the application is there…
progress-read-back = Reading the saved application, and comparing it…
progress-delete = Deleting the application in HaloPSA…
progress-keychain = Talking to your keychain…
progress-token = Signing in with the new credentials…
progress-not-yet = HaloPSA does not know them yet. That is usual for some seconds after saving. Trying again…
progress-pause = { $count ->
    [one] HaloPSA asks for a pause of 1 second…
   *[other] HaloPSA asks for a pause of { $count } seconds…
  }
progress-permissions = Finding out which permissions are missing…
progress-agent = Looking who it is signed in as…
progress-reads = { $count ->
    [0] No read is known for these permissions…
    [one] Trying 1 read…
   *[other] Trying { $count } reads…
  }


## The proof

verdict-works = Working
    .about = HaloPSA accepted the credentials, with exactly the permissions that you planned.
verdict-works-with-remarks = { $count ->
    [one] Working, 1 thing to know
   *[other] Working, { $count } things to know
  }
    .about = HaloPSA accepted the credentials, with exactly the permissions that you planned.
verdict-secret-lost = This secret is lost
    .about = HaloPSA made its own Client Secret for this application, and Latchkey never received it. Nobody can read it any more. Latchkey can delete the application and start again; your answers stay.
start-again = Delete it and start again
verdict-does-not-work = Not working
    .about = Nothing is lost: your answers and the secret stay where they are. Here is what it probably is, the likeliest first.
verdict-does-not-work-saved = Not working
    .about = Something has changed in HaloPSA since this connection was set up. Here is what it probably is, the likeliest first.
causes = What it probably is
cause-see = How to see it:
cause-change = What to change:
cause-go = Show me the line
cause-first-step = Go to the first step
agent-is-right = { $name } is right
agent-planned = It is signed in as { $name }, as planned.
agent-another = It is signed in as { $name }, and that is not the agent that you named.
agent-not-planned = It is signed in as { $name }.
agent-as-saved = HaloPSA did not say which agent it is signed in as. When Latchkey read the application in HaloPSA on { $date }, it was { $name }, as planned.
agent-not-told = HaloPSA did not say which agent it is signed in as.
cause-client-id-changed = HaloPSA gave the application another Client ID when it was saved.
    .see = Open the application in HaloPSA and compare its [Client ID] with the one here.
    .change = Copy it again and take it here. The secret stays the same.
cause-secret-not-saved = The secret that Latchkey has is not the one that HaloPSA saved.
    .see = Was [Save] pressed after the secret was copied? Was another one generated afterwards?
    .change = Generate a new secret in the application, take it here, and then press [Save].
cause-inactive = The application is not active.
    .see = Open the application and look at [Active].
    .change = Select it and press [Save].
cause-wrong-method = The Authentication Method is another one.
    .see = Open the application and look at [Authentication Method].
    .change = Choose [Client ID and Secret (Services)]. Take the Client ID and the Client Secret again, because they may have changed. Then press [Save].
cause-wrong-login-type = The Login Type is not Agent.
    .see = Open the application and look at [Login Type].
    .change = Choose [Agent] and the agent to log in as. Take the Client Secret again if it has changed. Then press [Save].
cause-permissions-not-ticked = Permissions are missing in the application.
    .see = Open the application and compare its [Permissions] tab with the list here.
    .change = Tick what is missing and press [Save].
cause-agent-without-rights = The agent itself may not see these things.
    .see = Open the agent in HaloPSA and look at its roles, its teams and whether its customers are restricted.
    .change = Give the agent a role that may see them, or choose another agent in the application.
cause-agent-disabled = The agent is disabled.
    .see = Open the agent in HaloPSA and look at [Account Active].
    .change = Select it, or choose another agent in the application and press [Save].
cause-another-agent = Another agent is chosen in the application.
    .see = Open the application and look at [Agent to log in as].
    .change = Choose the agent that you planned and press [Save]. Or, if the one there is right, say so here.
cause-no-agent = No agent is behind these credentials, or one who may see nothing at all.
    .see = Open the application and look at [Agent to log in as].
    .change = Choose the agent that you planned and press [Save]. If it is chosen already, look at its roles and teams.
cause-secret-lost = HaloPSA has another Client Secret than Latchkey.
    .see = Everything else about the application was read back, and it is as planned. The secret itself can’t be looked up in HaloPSA.
    .change = Delete the application and start again. If the same happens a second time, do it by hand: HaloPSA then shows you the secret.
cause-not-known-yet = HaloPSA lists the application, but does not let it sign in yet.
    .see = This is usual for some seconds after saving. It should not take minutes.
    .change = Wait some minutes and check again. If it stays like that, undo it and do it by hand.
cause-permissions-withheld = HaloPSA does not give permissions that the application has.
    .see = The permissions named here are ticked in the application; HaloPSA leaves them out all the same.
    .change = Look whether your HaloPSA has these features switched on. If the product can do without them, choose fewer permissions.
cause-wrong-instance = The application was created in another HaloPSA than the one named here.
    .see = Compare the address at the top of your browser with the address on the first step.
    .change = Go back to the first step and put the address right, or create the application in this HaloPSA.
cause-wrong-tenant = HaloPSA does not accept the name of the tenant.
    .see = In HaloPSA, go to [Configuration > Integrations > HaloPSA API] and look at [Tenant].
    .change = Go back to the first step and paste the address again; Latchkey then asks HaloPSA for the tenant once more.
cause-busy = HaloPSA has too much to do right now.
    .see = There is nothing to see; it said so itself.
    .change = Wait some minutes and check again.
cause-halo-trouble = HaloPSA answers with faults.
    .see = Open HaloPSA in your browser. Is it slow, or does it show errors?
    .change = Wait some minutes and check again. If it stays like that, ask Halo’s support.
cause-not-reached = HaloPSA can’t be reached from this computer.
    .see = Open HaloPSA in your browser on this computer.
    .change = Put the internet connection, the VPN or the firewall right, and check again.
proof-details = What was checked
proof-permission = Permission
proof-seen = What was seen
proof-not-written = Writing was not tried, because it would change your data.
seen-rows = Working
seen-nothing = Working; no records yet
seen-refused = Refused
seen-not-there = Could not be tested: this HaloPSA does not know the page that Latchkey asks for
seen-trouble = Could not be tested
seen-missing = Not given
seen-no-read = Not tested, because that would change your data
untested = Some of this could not be tested. That says nothing about the permissions.
test-again = Test again
missing-narrowed = { $count ->
    [one] HaloPSA accepted the credentials, but left out this permission:
   *[other] HaloPSA accepted the credentials, but left out these permissions:
  }
missing-refused = { $count ->
    [one] HaloPSA refused this permission:
   *[other] HaloPSA refused these permissions:
  }
remarks = { $count ->
    [one] 1 thing to know
   *[other] { $count } things to know
  }
remark-agent-not-told = HaloPSA did not say which agent the credentials belong to. Sign in to HaloPSA to confirm it: look at [Agent to log in as] in the application.
remark-nothing-at-all = { $permission }: everything came back empty. If your HaloPSA has any, the agent may not see them: look at its roles, its teams and its customers.
remark-read-refused = { $permission }: HaloPSA refused to show this. If something is missing in the product, look at the agent’s roles.
remark-no-team = { $permission }: the agent is in no team, so it sees nothing here. Add it to the teams whose tickets it should see.
remark-no-access = { $role ->
    [own] { $permission }: the agent has no access, so it sees nothing here. Give it a role that has.
   *[other] { $permission }: the agent’s role { $role } has no access, so it sees nothing here. Give it a role that has.
  }
remark-only-reads = { $permission }: the agent’s roles only let it read this. Give it a role that may change it, if the product has to.
saved-and-refused = HaloPSA shows the application as planned. Why it does not work all the same stands above.
saved-as-planned = HaloPSA saved the application exactly as planned.
saved-otherwise = HaloPSA saved the application otherwise than planned:
difference-name = It has another name.
difference-inactive = [Active] is not selected.
difference-method = [Authentication Method] is another one.
difference-login-type = [Login Type] is another one, or customers may sign in with it.
difference-agent = [Agent to log in as] is another one, or none.
difference-permissions = The permissions are not the planned ones.
difference-missing = Missing:
difference-more = { $count ->
    [one] 1 was not planned.
   *[other] { $count } were not planned.
  }


## The hand-over and a saved connection

done-page = Hand over – Latchkey for HaloPSA
done-title = Now tell { $product }
    .about = The credentials are ready and the secret is in your keychain. Copy one line after the other into the product.
handover-title = Copy into { $product }
handover-place = In { $product }, go to [{ $place }].
handover-open = In { $product }, open the page that asks for HaloPSA credentials.
handover-not-there = There is nothing to copy here. { $product } makes the address itself, from one word and “.halopsa.com”, and your HaloPSA is at { $host }. Any word would lead to somebody else’s HaloPSA, and your secret with it. Ask the vendor whether { $product } can take your whole address.
handover-fallback = Only if the test in { $product } fails with the line before: put this in its place.
handover-then-test = Then press [{ $test }] in { $product }.
handover-then-finish = Then press [{ $finish }] in { $product }.
handover-anywhere = In { $product }, open the page that asks for HaloPSA credentials. It may not ask for all of these.
handover-then = Then press [{ $test }] in { $product }. When it says that it works, press [{ $finish }].
handover-then-anywhere = Then let { $product } test the connection, if it has a button for that.
handover-secret = In your keychain, never shown
handover-copied = { $what } copied.
handover-secret-copied = { $count ->
    [one] Client Secret copied. The clipboard is cleared in 1 second. You can copy it again at any time.
   *[other] Client Secret copied. The clipboard is cleared in { $count } seconds. You can copy it again at any time.
  }
handover-seconds = { $count } s
handover-cleared = The clipboard should be empty again now.
field-address = HaloPSA address
field-resource-server = Resource Server
field-authorisation-server = Authorisation Server
field-tenant = Tenant
field-client-id = Client ID
field-secret = Client Secret
field-permissions = Permissions that it asks for
done-later = You find this again on the first page, under “Your connections”. You can check it and copy from it at any time.
finish = Finish
connection-page = Connection – Latchkey for HaloPSA
connection-title = { $product }
connection-facts = Facts
connection-permissions = Permissions
connection-since = Works since
connection-last = Last checked
connection-unknown = Not known
connection-application = Application Name
connection-agent = Agent to log in as
connection-host = HaloPSA
connection-keychain = In your keychain as
keychain-where-windows = In Windows, Credential Manager shows under [Windows Credentials] that this entry exists, but not the secret. To get at it, copy it here.
keychain-where-macos = On a Mac, the entry stands in the Keychain Access app, in the login keychain. To get at the secret, copying it here is the easy way.
keychain-where-linux = The entry stands in your desktop’s keyring, for example in the app Passwords and Keys. To get at the secret, copying it here is the easy way.
connection-check = Does it still work?
    .about = Latchkey signs in with these credentials once more and looks whether everything is as it was. It only reads and counts.
connection-more = More
new-secret = Make a new secret
    .about = If the secret got lost, became known to somebody, or is to be renewed.
new-secret-title = Make a new secret?
new-secret-confirm = Show me how
connection-remove = Remove from this computer
    .about = The application in HaloPSA stays.
connection-remove-title = Remove this connection from this computer?
connection-remove-text = The secret is deleted from your keychain. Nobody can show it again.
connection-remove-remains = The application in HaloPSA stays, and { $product } goes on working if it has the credentials. To end that, too: in HaloPSA, [Configuration > Integrations > HaloPSA API], then [View Applications], open { $name } and delete it.
connection-remove-confirm = Remove it


## Windows and files that Rust makes

dialog-close-title = Close Latchkey now?
dialog-close-text = Something is not finished: a secret is in hand that your keychain has not kept yet, or Latchkey is in the middle of a step. If you leave now, that secret is lost, and you will have to generate a new one in HaloPSA.
dialog-close-stay = Stay
dialog-close-leave = Leave
dialog-save-title = Save the instructions
instructions-title = Instructions: create HaloPSA credentials for { $product }
instructions-intro = Somebody wants to connect { $product } to HaloPSA and needs credentials that only an Administrator of HaloPSA can create. It takes about ten minutes. Please do the following, line by line.
instructions-where = Your HaloPSA: { $address }
instructions-where-unknown = Sign in to your HaloPSA as always.
instructions-value = Enter: { $value }
instructions-back-title = What to send back
instructions-back = Send back the address of your HaloPSA, the Tenant if there is one, and the Client ID. These are no secrets.
instructions-secret = Never send the Client Secret by mail, chat or ticket. Hand it over in a password manager that both of you use, or enter it yourself together with the person who asked, at their computer.
instructions-made-by = Written by Latchkey for HaloPSA.


## What can go wrong: what happened, and in `.advice` what it means and what to do

error-unexpected = That did not work
    .advice = Something happened that Latchkey did not expect. Try again. If it happens again, close Latchkey and open it once more; your answers are kept.
error-address-empty = The address is missing
    .advice = Open HaloPSA in your browser, copy the address from the top of the window, and paste it here.
error-address-too-long = This is too long for an address
    .advice = Copy only the line at the top of the browser window while HaloPSA is open.
error-address-malformed = This is not an address
    .advice = It should look like acme.halopsa.com. Copy the line at the top of the browser window while HaloPSA is open.
error-address-not-web = This is not the address of a web page
    .advice = It should begin with https:// or with the name itself, such as acme.halopsa.com.
error-address-is-mail = This is a mail address
    .advice = What is needed is the address of your HaloPSA, such as acme.halopsa.com. It stands at the top of the browser window while HaloPSA is open.
error-address-has-password = There is a name or a password in this address
    .advice = Latchkey does not take it, so that the password is not written down anywhere. Remove everything before the @ and try again.
error-address-is-vendor-site = This is a page of the vendor, not your HaloPSA
    .advice = Open the HaloPSA in which you work with your tickets, and copy the address from there.
error-address-is-sign-in-host = This is only where HaloPSA signs people in
    .advice = Sign in first. When you see HaloPSA itself, copy the address from the top of the browser window.
error-address-bare-word = A part of the address is missing
    .advice = Did you mean { $word }.halopsa.com? Then type that. If not, copy the line at the top of the browser window while HaloPSA is open.
error-is-a-secret = This looks like a Client Secret
    .advice = It does not belong into this field, and Latchkey has not kept it. The guide says where to take it.
error-halo-not-reached = { $host } can’t be reached
    .advice = See whether the address is spelt right and whether HaloPSA opens in your browser. Then try again. If you need a VPN for it, switch that on.
error-halo-refused-connection = { $host } refused the connection
    .advice = There is a computer with this name, but it does not answer. See whether HaloPSA opens in your browser. A firewall or a VPN may stand between you.
error-halo-certificate = { $host } can’t show that it is the right one
    .advice = This computer does not trust its certificate. Latchkey sends nothing to it. If this network wants you to sign in first, do that in your browser and try again. If not, ask the person who runs this HaloPSA.
error-halo-certificate-date = The certificate of { $host } is not valid today
    .advice = This computer’s clock says { $now }. If that is wrong, set the clock and try again. If it is right, ask the person who runs this HaloPSA to renew the certificate. Latchkey has sent nothing.
error-halo-too-slow = { $host } takes too long to answer
    .advice = HaloPSA may have a lot to do, or your connection is slow. Try again in a moment.
error-halo-not-found = At { $host } there is something, but it does not answer as HaloPSA does
    .advice = See whether this is the address at which you use HaloPSA. If you are sure, you may say so.
error-halo-is-a-page = A web page answers at { $host }, not HaloPSA
    .advice = Open { $host } in your browser. If a page asks you to sign in to this network, do that and try again. If not, check that this is the address of your HaloPSA. If you are sure, you can go on.
error-network-sign-in = This network wants you to sign in first
    .advice = It answers in place of { $host }. Open your browser, sign in to the network there, and try again.
error-network-sign-in-at = This network may want you to sign in first
    .advice = It sends you to { $to } instead of { $host }. Open your browser, sign in to the network there, and try again. If { $to } is your own HaloPSA, type that address.
error-proxy-sign-in = The proxy { $proxy } wants a name and a password
    .advice = Latchkey can’t sign in to it. Ask the person who runs your network to let this computer reach { $host } without signing in. Nothing has been sent to HaloPSA.
error-list-too-slow = { $host } takes too long to list everything
    .advice = Latchkey has stopped reading after some minutes. Nothing was changed. Try again when HaloPSA has less to do, or do it by hand.
error-list-too-long = A list at { $host } does not end
    .advice = It has more entries than Latchkey reads. Nothing was changed. Do it by hand, and tell Halo’s support about it.
error-halo-redirects = { $host } sends us on to { $to }
    .advice = If { $to } is your HaloPSA, type that address. If you have to sign in to a company network first, do that and try again.
error-halo-busy = HaloPSA asks to wait
    .advice = { $seconds ->
        [0] It has had too many questions in a short time. Try again in a moment.
        [one] It has had too many questions in a short time. Try again in 1 second.
       *[other] It has had too many questions in a short time. Try again in { $seconds } seconds.
      }
error-halo-trouble = HaloPSA has a fault right now
    .advice = It answered with the error { $status }. Try again in some minutes. If it stays like that, ask Halo’s support.
error-halo-odd-answer = { $host } gave an answer that Latchkey does not understand
    .advice = See whether this is the address at which you use HaloPSA, and try again.
error-sign-in-elsewhere = { $host } signs people in at { $elsewhere }
    .advice = That is usual for some HaloPSA instances, but it is another place than the one you typed, so Latchkey asks first. The credentials will be sent to { $elsewhere }. Go on only if you know it, or if your browser shows it, too, when you sign in to HaloPSA.
error-plain-http = This address is not protected
    .advice = It begins with http://. Anyone on the way could read the credentials. Use the address that begins with https://.
error-practice-only = This is practice
    .advice = To use { $host }, stop practising first. What you have practised is then gone.
error-name-empty = The name is missing
    .advice = Type the name that the application should have in HaloPSA. The product’s name is a good choice.
error-name-too-long = The name is too long
    .advice = Use at most 120 characters.
error-name-malformed = There are characters in the name that can’t be used
    .advice = Something invisible may have been copied along. Type the name by hand.
error-agent-empty = The agent is missing
    .advice = Type the name of the agent as HaloPSA shows it. If there is none for this product yet, see below how to create one.
error-agent-too-long = The agent’s name is too long
    .advice = Use at most 120 characters.
error-agent-malformed = There are characters in the agent’s name that can’t be used
    .advice = Something invisible may have been copied along. Type the name by hand.
error-product-empty = The product’s name is missing
    .advice = Type what the product is called.
error-product-too-long = The product’s name is too long
    .advice = Use at most 120 characters.
error-product-malformed = There are characters in the product’s name that can’t be used
    .advice = Something invisible may have been copied along. Type the name by hand.
error-product-unknown = Latchkey does not know this product
    .advice = Choose it from the list, or choose “Another product” and type its name.
error-permissions-empty = No permission is chosen
    .advice = Choose at least one. Without any, the product could sign in, but see and do nothing.
error-permission-malformed = { $name } can’t be the name of a permission
    .advice = The names have no spaces and look like read:tickets. Copy it from the Permissions tab in HaloPSA.
error-draft-stale = This page was not up to date
    .advice = Something had been changed meanwhile. You now see the newest state; look it over and go on.
error-draft-gone = This set-up is no longer there
    .advice = It has been finished or removed. On the first page you see what there is.
error-draft-incomplete = Something from an earlier step is missing
    .advice = Go back through the steps and fill in what is missing.
error-connection-gone = This connection is no longer there
    .advice = It has been removed. On the first page you see what there is.
error-sign-in-closed = The sign-in window was closed
    .advice = Nobody has signed in. Nothing is lost: open it again whenever you like, or choose another way.
error-sign-in-late = Nobody has signed in for ten minutes
    .advice = So the window was closed. Nothing is lost: open it again when you are ready.
error-sign-in-not-halo = At { $host } there is a page, but it is not HaloPSA’s
    .advice = See whether this is the address at which you use HaloPSA. A company network, a VPN or a firewall may also put a page of its own in the way.
error-sign-in-other-agent = You are now signed in as { $name }
    .advice = Before, it was { $before }. If that is right, go on. If not, sign in once more.
error-sign-in-unavailable = Your system has not opened the sign-in window
    .advice = Try again. If it does not open then either, do it by hand: you sign in in your own browser, and all your answers are kept.
error-sign-in-died = The sign-in page stopped working
    .advice = So its window was closed. Nothing is lost: sign in again.
error-sign-in-unreadable = The sign-in window was led to an address that can’t be read
    .advice = It can’t be said who is behind such an address, so the window was closed. If you typed a password there, change it. Check the address of your HaloPSA and try again, or sign in in your own browser and do it by hand.
error-sign-in-refuses-windows = { $host } does not sign people in in a window of another program
    .advice = Your own browser can do it: choose “By hand”, and Latchkey guides you with all your answers. If you have an API application that may create others, that works, too.
error-not-administrator = { $name } may not manage API applications
    .advice = You are signed in as { $name }, and HaloPSA lets only an administrator do this. Sign in as somebody who may, or save the instructions for your administrator. By hand, too, it takes an administrator’s account.
error-authority-missing = Nobody is signed in to HaloPSA
    .advice = Latchkey needs somebody who may manage applications. Sign in; your answers are kept.
error-authority-refused = HaloPSA does not accept these credentials
    .advice = Look whether the Client ID and the Client Secret belong together, and whether the application is active. Then take both again, or do it by hand.
error-authority-not-enough = HaloPSA does not allow this sign-in to create applications
    .advice = It takes an agent who is an administrator. An API application needs the permission [all] or [admin] as well. Sign in with another one, or do it by hand.
error-authority-expired = HaloPSA has ended the sign-in
    .advice = That happens after an hour. Sign in again; your answers are kept, and Latchkey goes on where it was.
error-managing-missing = This HaloPSA does not let applications be created from outside
    .advice = Do it by hand: Latchkey guides you, with all your answers.
error-name-taken = There is an application called { $name } already
    .advice = Give the new one another name, so that you can tell them apart. If a second one of the same name is right, create it all the same.
error-name-unchecked = Latchkey can’t tell whether { $name } is taken
    .advice = { $count ->
        [one] One row of HaloPSA’s list of applications can’t be read.
       *[other] { $count } rows of HaloPSA’s list of applications can’t be read.
    } If there is an application of this name already, you would have two. You can create it anyway, or continue by hand.
error-agent-gone = The agent is not there any more
    .advice = It has been disabled or removed in HaloPSA since you chose it. Go back to “Name and agent” and choose another one.
error-create-refused = HaloPSA did not create the application
    .advice = It answered with { $status }; nothing was created. It may want something that Latchkey can’t know. Do it by hand: all your answers are kept.
error-create-unclear = It is not clear whether HaloPSA created the application
    .advice = HaloPSA gave no clear answer, and the application has not been found. Press the button again: Latchkey looks once more before it asks again. Or undo it.
error-create-several = { $count } applications could be the new one
    .advice = Latchkey touches none of them. Open the applications in HaloPSA, delete the ones that were just made, and go on by hand.
error-application-perhaps = { $count ->
    [one] Did Latchkey create this application?
   *[other] Did Latchkey create one of these applications?
  }
    .advice = { $count ->
        [one] Its name matches and it wasn’t there before,
       *[other] Their names match and they weren’t there before,
    } but nothing else proves whose it is. A colleague may have created it. Latchkey doesn’t use or delete it until you say so. If you aren’t sure, open the applications in HaloPSA and look.
error-applications-unread = Latchkey can’t read all of HaloPSA’s applications
    .advice = { $count ->
        [one] One row of HaloPSA’s list can’t be read, and it may be
       *[other] { $count } rows of HaloPSA’s list can’t be read, and one of them may be
    } the application that Latchkey asked for. Nothing has been deleted or forgotten. Open the applications in HaloPSA and look, or continue by hand.
error-application-in-use = A saved connection uses this application
    .advice = Latchkey doesn’t delete it, because the connected product would stop working. To get rid of this unfinished set-up only, remove it on the first page.
error-application-gone = The application is not in HaloPSA any more
    .advice = Somebody may have deleted it. Undo this, and create it again.
error-delete-refused = HaloPSA did not delete the application
    .advice = It answered with { $status }. Open the applications in HaloPSA and delete it there. Then go on by hand, or remove this set-up.
error-delete-unclear = The application is still in HaloPSA
    .advice = HaloPSA said that it was deleted, and it still stands there. Try again, or delete it in HaloPSA.
error-application-left = The application { $name } may still be at { $host }
    .advice = Open the applications in HaloPSA and delete it there if you see it. When you have looked, confirm it here.
error-undo-first = An application of this set-up may be at { $host }
    .advice = Undo it first. After that you can give another address.
error-stopped = Stopped
    .advice = Nothing is lost. You can go on whenever you like.
error-busy = Latchkey is still busy with this
    .advice = Wait until it is finished, and try again. If a sign-in window is open, sign in there or close it first.
error-not-handed-over = There is nothing to copy here
    .advice = The product makes the address itself, from one word and “.halopsa.com”. Your HaloPSA is not there, so any word would lead to somebody else’s.
error-clipboard-unavailable = The clipboard can’t be used right now
    .advice = Another program may be using it, or your system asked whether Latchkey may. Allow it and try again. If it does not work, type it instead.
error-clipboard-empty = There is no text in the clipboard
    .advice = Copy it in HaloPSA once more, and try again.
error-clipboard-is-address = What is in the clipboard is an address
    .advice = Copy the value itself from HaloPSA’s form, not the line at the top of the browser.
error-clipboard-is-masked = What is in the clipboard is only dots or stars
    .advice = HaloPSA hides the value there. Use the copy button beside it, or let it be shown first. If the application has been saved already, generate a new secret.
error-clipboard-is-markup = What is in the clipboard is a piece of a page, not the value
    .advice = Copy only the value from HaloPSA’s form, and try again.
error-clipboard-is-the-secret = This looks like the Client Secret
    .advice = What is wanted here is the Client ID. It is the shorter of the two. Copy that one and try again.
error-clipboard-is-the-client-id = This looks like the Client ID
    .advice = What is wanted here is the Client Secret. It is the longer of the two. Copy that one and try again.
error-clipboard-same-twice = This is the value that you took for the other field
    .advice = The Client ID and the Client Secret are different. Copy the right one and try again.
error-clipboard-is-half = This looks like a part of it only
    .advice = A double click often marks just a piece. Use HaloPSA’s copy button, or mark the whole field, copy it and try again. If you are sure that it is the whole value, you may say so.
error-clipboard-many-lines = There are several lines in the clipboard
    .advice = Copy only the one value from HaloPSA’s form, and try again.
error-clipboard-too-long = What is in the clipboard is too long
    .advice = Copy only the one value from HaloPSA’s form, and try again.
error-clipboard-malformed = This can’t be the value
    .advice = There are characters in it that HaloPSA does not use. Copy it in HaloPSA once more, and try again.
error-clipboard-unusual = This does not look like HaloPSA’s values
    .advice = They usually consist of digits, letters from a to f, and hyphens. Copy it once more. If you are sure that it is right, you may say so.
error-client-id-missing = The Client ID comes first
    .advice = Your keychain keeps the secret together with the Client ID. Take the Client ID first and then the secret. Leave the form in HaloPSA open.
error-secret-missing = The secret is not there
    .advice = It is not in your keychain. Copy it in HaloPSA again. If the application has been saved already, generate a new one there.
error-keychain-locked = Your keychain is locked
    .advice = Unlock it, usually with your computer’s password, and try again. Don’t close Latchkey meanwhile.
error-keychain-absent = This computer has no keychain that Latchkey can use
    .advice = On Linux, a keyring must be running, such as GNOME Keyring or KWallet. Start it and try again. Latchkey does not write secrets anywhere else.
error-keychain-trouble = Your keychain did not do what it was asked
    .advice = Try again. If it fails again, restart the computer. Don’t close Latchkey while it holds a secret that has not been kept.
error-keychain-entry-gone = The secret is no longer in your keychain
    .advice = Somebody or something has deleted it there. It can’t be shown again: make a new one.
error-keychain-wait-stopped = You stopped waiting for the keychain
    .advice = It may still do what it was asked. Try again; Latchkey then looks first.
error-file-not-written = The file could not be written
    .advice = See whether the disk is full or the folder may not be written to. Try again, and choose another folder.
error-browser-unavailable = Your browser could not be opened
    .advice = Open it yourself, and go to the address of your HaloPSA. Latchkey waits here.
error-practice-unavailable = The practice HaloPSA could not be started
    .advice = Try again. If it fails again, close Latchkey and open it once more. A protection program may be in the way.
error-trust-store-unavailable = This computer can’t tell good certificates from bad ones
    .advice = Latchkey sends nothing to a HaloPSA that can’t show who it is. Ask whoever manages this computer to look at its trusted certificates.
error-proxy-not-reached = The proxy { $proxy } does not answer
    .advice = This computer’s settings send everything through it. Ask whoever manages this computer whether it is still right. At home or elsewhere you may need your company’s VPN.
error-webview-missing = Latchkey’s pages can’t be shown
    .advice = On Windows, Microsoft Edge WebView2 is missing or not allowed. Install the “Evergreen” runtime from https://developer.microsoft.com/microsoft-edge/webview2, or ask whoever manages this computer.
error-folder-unavailable = Latchkey can’t use its data folder
    .advice = Its folder on this computer can’t be read or written. See whether the disk is full, or whether a protection program stops Latchkey, and try again.
error-folder-newer = Your data comes from a newer Latchkey
    .advice = The file { $file } was written by a newer version. Install the newest Latchkey. Nothing has been changed.
error-already-open = Latchkey is open already
    .advice = Use the window that is open. If you don’t see one, restart the computer.


## The check of this computer

check-page = Check this computer – Latchkey for HaloPSA
check-title = Check this computer
    .about = Latchkey tries out what it needs here: it writes something into your keychain and its folder and removes it again, and looks for certificates and the proxy. Your connections are not touched.
check-address = Address of your HaloPSA
    .hint = Only if you want to know whether it can be reached from here, too. Nobody is signed in.
check-run = Check now
check-again = Check again
check-found = What came of it
check-fit = Everything that Latchkey needs is there.
check-unfit = Something that Latchkey needs is missing.
    .about = What to do stands beside it. If that doesn’t help, send the report to whoever helps you with this computer.
check-outcome-fine = works
check-outcome-remark = note
check-outcome-trouble = does not work
check-report = The report
    .about = For whoever helps you. It has no secrets in it; it names this computer’s folders, with your name in them as you sign in to it.
check-report-show = Show what it says
check-report-copy = Copy the report
check-report-copied = The report is copied. Paste it into a message.
check-report-save = Save the report…
check-report-saved = The report is saved.
check-report-not-saved = No report was saved.
check-report-title = Latchkey for HaloPSA: check of this computer
check-report-fact = { $name }: { $value }
check-report-latchkey = Latchkey
check-report-system = System
check-report-data = Data folder
check-report-log = Log
check-keychain = Keychain
check-keychain-fine = It keeps what it is given, gives it back, and forgets what is deleted.
check-folder = Data folder
check-folder-fine = It can be written and read.
check-certificates = Certificates
check-certificates-fine = The system refuses a certificate that nobody has signed, as it should.
check-proxy = Proxy
check-proxy-none = None is set. Latchkey connects to HaloPSA directly.
check-proxy-practice = Not checked while you practise: nothing leaves this computer.
check-proxy-fine = { $proxy } answers. Latchkey connects to HaloPSA through it.
check-proxy-script = A script chooses the proxy on this computer (PAC).
    .advice = Latchkey doesn’t run such scripts and connects directly. If HaloPSA can’t be reached so, ask whoever manages this computer to set the proxy by its address.
check-instance = HaloPSA
check-instance-fine = HaloPSA answers at { $host }.
check-instance-version = HaloPSA { $version } answers at { $host }.
check-log = Log
check-log-fine = It can be written.
check-log-trouble = It can’t be written.
    .advice = Latchkey works without it, but nobody can look up later what went wrong.
check-webview = Window
check-webview-fine = Its pages are shown by the system’s web view { $version }.
check-policy = Set for everybody here
check-policy-none = Nothing is set by whoever manages this computer.
check-policy-fine = HaloPSA’s address is filled in with { $address }.
check-policy-unusable = What is set for HaloPSA’s address can’t be used.
    .advice = It must be one web address as a text. Whoever manages this computer finds it here: { $place }


## When the app can't start

dialog-not-started-title = Latchkey can’t open its window
dialog-no-webview =
    Latchkey shows its pages with Microsoft Edge WebView2. It is missing on this computer, or Latchkey may not use it.

    Nothing is lost: your connections and their secrets are where they were.

    What to do: open this address in your browser, install the “Evergreen Bootstrapper” for your user or for the computer, and start Latchkey again.

    https://developer.microsoft.com/microsoft-edge/webview2

    If you may not install it, or if it is there already and this message comes back, it may be blocked. Ask whoever manages this computer, and show them this message.
dialog-not-started =
    Something on this computer keeps Latchkey from opening its window.

    Nothing is lost: your connections and their secrets are where they were.

    What to do: restart the computer and start Latchkey again. If this message comes back, a protection program or a rule of your company may stop it, its folder can’t be written to, or, on Windows, Microsoft Edge WebView2 needs to be repaired. Ask whoever manages this computer, and show them this message.
dialog-not-started-log = What went wrong stands in the log, without any secret: { $folder }
dialog-no-screen = Latchkey is an app with a window, and there is no screen here on which it could open one. Start it from a desktop.


## The menu bar of macOS

app-menu-about = About Latchkey
app-menu-licence = Licensed under MIT or Apache 2.0, as you like.
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
