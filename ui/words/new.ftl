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
