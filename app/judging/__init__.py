"""The commands of search, and measuring it by judged queries beside other engines."""
