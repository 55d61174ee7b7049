//! A document and its analysis as one readable string, and back.
