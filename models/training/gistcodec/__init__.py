"""Python twin of the codec's arithmetic: same integers, same bytes as the Java module `codec`.

Only numpy and the standard library. The law for both is codec/FORMAT.md.
"""
