package callgateway.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The constants of an enum as words of a command line: {@code HALF_TAGGED} is {@code half-tagged}. */
abstract class EnumWords<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final Class<E> type;

    EnumWords(Class<E> type) {
        this.type = type;
    }

    @Override
    public E convert(String word) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new TypeConversionException("'" + word + "' (expected: one of " + String.join(", ", words()) + ")");
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }

    private List<String> words() {
        return Arrays.stream(type.getEnumConstants()).map(EnumWords::word).toList();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
