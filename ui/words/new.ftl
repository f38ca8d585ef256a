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
