//! Files that are not code and still say something about stores: SQL scripts, MyBatis mappers, Hibernate mappings, Prisma
//! schemas, Liquibase changelogs; Spring's configuration, which says what runs in a transaction; and nginx configurations, which say what a gateway sends where. One reader per file of
//! this folder.

mod hibernate;
mod liquibase;
mod mybatis;
mod nginx;
mod prisma;
mod script;
mod spring;
mod xml;

use crate::file::FileFacts;
use seamline_analyzer::RepoPath;

/// Whether a file of this name may be such a file.
pub fn is_resource(path: &RepoPath) -> bool {
    matches!(path.extension().to_ascii_lowercase().as_str(), "sql" | "ddl" | "xml" | "prisma" | "conf")
        || liquibase::is_yaml(path)
}

/// What such a file says; nothing when it is no such file after all.
pub fn read_resource(path: &RepoPath, text: &str) -> Option<FileFacts> {
    let mut facts = match path.extension().to_ascii_lowercase().as_str() {
        "sql" | "ddl" => Some(script::read(text)),
        "prisma" => Some(prisma::read(text)),
        "conf" => nginx::read(text),
        "xml" => mybatis::read(text)
            .or_else(|| hibernate::read(text))
            .or_else(|| liquibase::read_xml(text))
            .or_else(|| spring::read(text)),
        "yaml" | "yml" if liquibase::is_yaml(path) => liquibase::read_yaml(text),
        _ => None,
    }?;
    facts.lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    super::tidy(&mut facts);
    Some(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        let is = |path: &str| is_resource(&RepoPath::new(path).expect("a path"));
        assert!(is("db/schema.sql") && is("a/OrderMapper.xml") && is("prisma/schema.prisma"));
        assert!(is("db/changelog/db.changelog-master.yaml"));
        assert!(!is("Order.java") && !is("config/application.yml"));
    }
}
