//! `packwerk.seamline.rb`: a script that writes a `package.yml` into every folder that is a package of Packwerk.
//!
//! Packwerk keeps folders apart. The topmost folders whose files are all in one service are packages; each may depend on
//! those of its service and on the root package, which is everything else and is not checked. Which constants cross today
//! only Ruby's own lookup tells, so that is not listed but recorded by the tool itself, in its `package_todo.yml`, on the
//! first run.

use super::areas::{areas, folders};
use super::borders::Borders;
use super::{Cut, Rules, head, json};
use crate::display::counted;
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Packwerk, for Ruby.
pub(crate) struct Packwerk;

static INFO: Info = Info {
    id: "packwerk",
    summary: "the cut as packages of Packwerk, folder by folder, by a script that writes them (Ruby)",
    reference: "https://github.com/Shopify/packwerk (3.3), https://github.com/rubyatscale/pks (0.2)",
};

impl Rules for Packwerk {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "packwerk.seamline.rb"
    }

    fn languages(&self) -> &'static [&'static str] {
        &["ruby"]
    }

    fn refuses(&self, cut: &Cut<'_>) -> Option<String> {
        let borders = Borders::new(cut, self.languages());
        let services: BTreeSet<&str> = packages(&borders).into_values().collect();
        (services.len() < 2).then(|| {
            format!(
                "packwerk keeps folders apart, and {} here has folders of its own: give each service one, as `packs/orders`, and \
                 move its files there",
                match services.first() {
                    Some(_) => "one service alone",
                    None => "no service",
                }
            )
        })
    }

    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()> {
        let borders = Borders::new(cut, self.languages());
        let packages = packages(&borders);
        let services: BTreeSet<&str> = packages.values().copied().collect();
        let without = borders.services().iter().filter(|service| !services.contains(*service)).count();
        let (borders, mixed) = checked(borders, &packages);
        let left = [
            format!(
                "{} in folders that several services share: they stay in the root package, which all may use and which is not \
                 checked",
                counted(mixed as u64, "file")
            ),
            format!("{} without a folder of its own", counted(without as u64, "service")),
            "tests, views, what runs once (`db/`, `config/`), and what is defined where Rails does not look (`lib`, as a rule)"
                .to_owned(),
            "the list of what crosses today: Packwerk records it".to_owned(),
            "circles: folders of one service may use each other, to which `packwerk validate` objects; `check` does not"
                .to_owned(),
        ];
        let use_it = [
            "Once: ruby packwerk.seamline.rb && bin/packwerk update-todo (or: pks update), and commit what they write.",
            "Use: bin/packwerk check (or: pks check)",
        ];
        for line in head(cut.document, &borders, self, &use_it, &left) {
            writeln!(out, "{}", format!("# {line}").trim_end())?;
        }
        out.write_all(SCRIPT.as_bytes())?;
        for (at, (folder, service)) in packages.iter().enumerate() {
            let comma = if at + 1 < packages.len() { "," } else { "" };
            writeln!(out, "  {}: {}{comma}", json(folder), json(service))?;
        }
        writeln!(out, "}}")
    }
}

/// The folders that become packages, without a slash at the end, and the service of each. A folder's name that YAML or a
/// pattern would read as something else is none.
fn packages<'a>(borders: &Borders<'a>) -> BTreeMap<&'a str, &'a str> {
    let plain = |folder: &str| folder.chars().all(|c| c.is_ascii_alphanumeric() || "/-_. ".contains(c));
    let areas = areas(&borders.files, |folder, _| plain(folder));
    let package = |(path, area): (&&'a str, &&'a str)| Some((area.strip_suffix('/')?, borders.files[path]?));
    areas.iter().filter_map(package).collect()
}

/// The borders of what lies in packages, and how many files of services do not.
fn checked<'a>(borders: Borders<'a>, packages: &BTreeMap<&str, &str>) -> (Borders<'a>, usize) {
    let apart = |path: &str| folders(path).any(|folder| packages.contains_key(folder.trim_end_matches('/')));
    let Borders { files, today, elsewhere } = borders;
    let all = files.len();
    let files: BTreeMap<_, _> = files.into_iter().filter(|(path, of)| of.is_none() || apart(path)).collect();
    let today = today.into_iter().filter(|(from, to)| files.contains_key(from) && files.contains_key(to)).collect();
    let mixed = all - files.len();
    (Borders { files, today, elsewhere }, mixed)
}

/// Reads the list behind it. What stands in a file that is there already stays; dependencies are added.
const SCRIPT: &str = r##"
require "json"
require "yaml"

# Writes a file of settings: those that are there already stay, unless a block changes them.
def settings(path, fresh)
  known = File.exist?(path) ? YAML.safe_load(File.read(path)) || {} : fresh.dup
  yield known if block_given?
  File.write(path, YAML.dump(known))
end

# The folder of each package and its service.
packages = JSON.parse(DATA.read)
folders = packages.keys.select { |folder| File.directory?(folder) }

# Where files are found by the constants that they define: Packwerk asks Rails, pks reads it here. Where Rails loads `lib`
# by itself, add it.
roots = Dir.glob("{,**/}{app/*,app/*/concerns}/").map { |root| root.chomp("/") }.sort
roots.reject! { |root| root.match?(%r{(^|/)(node_modules|vendor|tmp|spec|specs|test|tests|features)/}) }

settings("packwerk.yml", {
  "include" => ["**/*.{rb,rake}"],
  "exclude" => ["{bin,node_modules,script,tmp,vendor}/**/*", "{db,config}/**/*",
                "*/{db,config}/**/*", "{packs,engines,components}/*/{db,config}/**/*",
                "**/{spec,specs,test,tests,features,testing_support}/**/*"],
  "package_paths" => ["."] + folders,
  "autoload_roots" => roots.to_h { |root| [root, "::Object"] },
})
settings("package.yml", { "enforce_dependencies" => false })
folders.each do |folder|
  own = folders.select { |other| other != folder && packages[other] == packages[folder] }
  settings(File.join(folder, "package.yml"), {}) do |package|
    package["enforce_dependencies"] ||= true
    package["dependencies"] = ((package["dependencies"] || []) + ["."] + own).uniq.sort
    (package["metadata"] ||= {})["service"] = packages[folder]
  end
end
puts "#{folders.size} packages of #{folders.map { |folder| packages[folder] }.uniq.size} services"

__END__
{
"##;
