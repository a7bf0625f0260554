//! What the page holds: files, and sessions at a terminal.
//!
//! In a session, `$ ` begins a command, and what follows is what it prints; `…` stands for anything. `# meanwhile, in
//! another terminal: ` and a command says what happens while the command above runs. `^C` ends what would never end.

const MEANWHILE: &str = "# meanwhile, in another terminal: ";

/// The page, read.
#[derive(Debug, Default)]
pub struct Page {
    /// Name and text of each file.
    pub files: Vec<(String, String)>,
    /// What is typed, in order.
    pub commands: Vec<Command>,
}

/// What is typed at a terminal, and what comes of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// What is typed.
    pub line: String,
    /// What is seen, and what happens in between.
    pub output: Vec<Output>,
    /// Whether it runs until it is stopped.
    pub is_endless: bool,
}

/// A part of what a command shows.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// It prints this line.
    Line(String),
    /// Somebody types this in another terminal.
    Meanwhile(String),
}

impl Page {
    /// Reads a page in Markdown.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else { continue };
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            match info.split_once(" file=") {
                Some((_, name)) => page.files.push((name.to_owned(), block.join("\n") + "\n")),
                None if info == "console" => page.commands.extend(session(&block)),
                None => {}
            }
        }
        page
    }
}

fn session(block: &[&str]) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for line in block {
        if let Some(line) = line.strip_prefix("$ ") {
            commands.push(Command { line: line.to_owned(), ..Command::default() });
            continue;
        }
        let command = commands.last_mut().unwrap_or_else(|| panic!("`{line}` comes before any command"));
        match line.strip_prefix(MEANWHILE) {
            Some(other) => command.output.push(Output::Meanwhile(other.to_owned())),
            None if *line == "^C" => command.is_endless = true,
            None => command.output.push(Output::Line((*line).to_owned())),
        }
    }
    commands
}
