//! Behaviour from outside: real workbooks in, workbooks and reports out. One binary, a file a
//! behaviour; `book` hides how a workbook is changed for a test, `program` how the tool is run.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test fails by panicking; cells are compared as stored; one binary"
)]

mod apart;
mod bad_input;
mod beside;
mod beyond;
mod binary;
mod blank;
mod blank_text;
mod book;
mod broken;
mod calc;
mod cases;
mod catalogue;
mod causes;
mod characters;
mod checks;
mod codes;
mod commands;
mod damage;
mod department;
mod diagnosis;
mod document;
mod documents;
mod explanations;
mod export;
mod faults;
mod filled;
mod filling;
mod formats;
mod formats_ods;
mod forms;
mod given_back;
mod glance;
mod habits;
mod hostile;
mod hostile_text;
mod hostile_xls;
mod hostile_xlsb;
mod labels;
mod last_year;
mod last_year_claims;
mod last_year_rules;
mod layouts;
mod live;
mod look;
mod made;
mod made_ods;
mod made_xls;
mod made_xlsb;
mod marked_text;
mod mended_codes;
mod moved_rows;
mod mutated;
mod narrative;
mod ods;
mod outputs;
mod own_texts;
mod page;
mod page_rows;
mod program;
mod properties;
mod publications;
mod published;
mod published_rules;
mod readme;
mod recalculated;
mod returned;
mod reviewed;
mod rooms;
mod rules;
mod screen;
mod settings;
mod slips;
mod spellings;
mod start;
mod state;
mod stated;
mod strangers;
mod summary;
mod templates;
mod text_and_tables;
mod text_frames;
mod text_outcome;
mod text_tables;
mod texts;
mod titles;
mod trials;
mod truth;
mod units;
mod variants;
mod watch;
mod whole_books;
mod whole_tables;
mod wording;
mod workers;
mod year_columns;
mod years;
mod yuan;
mod zipped;
