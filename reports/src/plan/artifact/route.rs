//! Paths of routes in one form, whatever framework wrote them: text, a parameter, or the rest of the path.
//! [`super::written`] reads them.

pub(super) use super::written::paths;

/// A piece of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// These characters.
    Text(String),
    /// Something without a `/`.
    Param(String),
    /// Anything up to the end.
    Rest(String),
}

/// A path of a route.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RoutePath {
    /// Its pieces, `/` included.
    pub(super) pieces: Vec<Piece>,
}

impl RoutePath {
    /// `/orders/{id}`.
    pub(super) fn template(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Param(name) | Piece::Rest(name) => format!("{{{name}}}"),
            })
            .collect()
    }

    /// The path without the names of its parameters: two with the same shape answer the same requests.
    pub(super) fn shape(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Param(_) => "{}",
                Piece::Rest(_) => "{*}",
            })
            .collect()
    }

    /// The parameters with whether each takes the rest of the path.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&str, bool)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Param(name) => Some((name.as_str(), false)),
            Piece::Rest(name) => Some((name.as_str(), true)),
        })
    }

    /// The pieces between the slashes.
    pub(super) fn segments(&self) -> Vec<Vec<Piece>> {
        let mut segments: Vec<Vec<Piece>> = vec![Vec::new()];
        for piece in &self.pieces {
            let Piece::Text(text) = piece else {
                segments.last_mut().expect("never empty").push(piece.clone());
                continue;
            };
            for (at, part) in text.split('/').enumerate() {
                if at > 0 {
                    segments.push(Vec::new());
                }
                if !part.is_empty() {
                    segments.last_mut().expect("never empty").push(Piece::Text(part.to_owned()));
                }
            }
        }
        segments.retain(|segment| !segment.is_empty());
        segments
    }
}
